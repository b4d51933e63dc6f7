"""Are these the same person, household or address? Plain Python."""
