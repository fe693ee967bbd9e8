"""What enters: the tables of ``data/`` as text, every check of them, and the registers."""
