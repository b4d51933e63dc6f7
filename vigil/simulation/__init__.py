"""The hub's twin: scenario and seed in, results out. Plain Python."""
