"""Persons, households, addresses and the links between records."""
