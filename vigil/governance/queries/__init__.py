"""What the pages about the backlog's risk ask."""
