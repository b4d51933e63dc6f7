"""The shape of what is typed about policy, markers and the blind sample."""
