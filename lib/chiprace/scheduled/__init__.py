"""Builds nobody watches: what starts them, and who hears what came of them."""
