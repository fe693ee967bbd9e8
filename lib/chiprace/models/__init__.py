"""Pure functions: estimates, numbers or arrays in, the same out."""
