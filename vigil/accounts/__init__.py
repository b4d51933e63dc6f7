"""People who use the hub, their roles, and who may do what."""
