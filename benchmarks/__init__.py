"""One script a figure, each printing a table. Run as `python -m benchmarks.NAME`."""
