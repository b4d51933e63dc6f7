"""Vigil: one worklist, ordered by risk and time, for a police vulnerability hub."""
