"""Pages about the hub’s people."""
