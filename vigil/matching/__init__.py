"""Are these the same person, household, address? Weights, thresholds and guards, in plain Python."""
