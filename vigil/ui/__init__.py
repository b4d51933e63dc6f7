"""Base page, components, charts and error pages."""
