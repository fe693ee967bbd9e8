"""Editions: ordered, built aside, put in place whole, listed, verified and compared."""
