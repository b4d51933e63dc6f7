"""What the worklist's pages ask."""
