"""From a team's file to drafts: readers give rows, mappings say what the columns mean, parsing gives values."""
