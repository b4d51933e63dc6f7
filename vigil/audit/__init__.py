"""Append-only, chained events: what was done and seen, by whom, when."""
