"""Sweeps: the ledger, or whole editions, over a grid of parameters, here or on a cluster."""
