"""A narrative in, risk markers with status and evidence out. Plain Python."""
