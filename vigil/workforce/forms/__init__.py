"""What is typed on the pages about the hub’s people."""
