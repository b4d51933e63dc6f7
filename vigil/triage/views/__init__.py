"""Pages about risk: policy and its trials, and an assessor's word on markers."""
