"""What is done with the worklist: looked through, taken from, handed out."""
