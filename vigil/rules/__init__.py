"""How the hub decides. Plain Python: no Django, no clock, no chance, no input or output."""
