"""Verbs about the hub's people, one module per noun."""
