"""What pages ask about policy, markers and the blind sample."""
