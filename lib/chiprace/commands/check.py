"""``chiprace check``."""

import typer

from chiprace.commands.common import one_sentence, require_sound_data


def check() -> None:
    """Validate everything in data/ and name every fault."""
    from chiprace.door.data import load_tables
    from chiprace.door.parts import part_sums_text
    from chiprace.paths import current_project

    with one_sentence():
        require_sound_data(current_project(), again=True)
        tables = load_tables()
        typer.echo(part_sums_text(tables))
        typer.echo(f"{len(tables.facts)} facts and their registers are sound.")
