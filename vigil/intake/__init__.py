"""The front door: readers, mappings, quarantine and the data-quality report."""
