"""What every figure and table looks like: colours, type, numbers as text."""
