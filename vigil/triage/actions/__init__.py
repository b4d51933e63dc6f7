"""What is done about risk: screening, policy, notes on markers, and blind samples."""
