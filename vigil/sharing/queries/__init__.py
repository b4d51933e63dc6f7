"""What the pages of sharing ask."""
