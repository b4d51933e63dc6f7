"""The pages of the worklist: the list, one's own work, and what a supervisor sees of everybody's."""
