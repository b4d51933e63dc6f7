"""What people and workers do at the front door: hand over, import, receive, mend, undo."""
