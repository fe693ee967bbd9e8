"""Notebooks as chapters: opened, run side by side, cached, shown, and read as one document."""
