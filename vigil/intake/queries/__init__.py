"""What pages and commands ask of the front door."""
