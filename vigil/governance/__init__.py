"""Measures, triggers, escalations and the evidence pack."""
