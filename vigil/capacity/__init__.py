"""Forecasts, scenarios and clearance plans."""
