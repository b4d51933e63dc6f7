"""The one ordered queue."""
