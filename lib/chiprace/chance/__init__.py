"""How sure a number is: draws of its inputs, what decides it, and where it would flip."""
