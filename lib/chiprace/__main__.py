"""``python -m chiprace`` is the command ``chiprace``."""

from chiprace.cli import app

if __name__ == "__main__":
    app(prog_name="chiprace")
