"""``chiprace lab``."""

import typer


def lab(context: typer.Context) -> None:
    """Open JupyterLab on the notebooks; options are those of ``jupyter lab``."""
    from chiprace.paths import current_project
    from chiprace.workspace import open_lab

    open_lab(current_project(), context.args)
