"""Pages about persons and households."""
