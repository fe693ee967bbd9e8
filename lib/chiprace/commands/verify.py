"""``chiprace verify``."""

import typer

from chiprace.commands.common import one_sentence


def verify(
    edition: str = typer.Argument("latest", help="A folder, or the name of an edition."),
) -> None:
    """Check an edition against its manifest and say what does not match."""
    from chiprace.editions.shelf import find_edition
    from chiprace.editions.verify import faults, moved_on
    from chiprace.errors import EditionError
    from chiprace.paths import current_project

    project = current_project()
    with one_sentence():
        found = find_edition(edition, project.reports)
        wrong = faults(found)
        if wrong:
            raise EditionError("\n".join([f"{found.folder} is not what it was:", *wrong]))
        typer.echo(f"{found.name}: {len(found.about['outputs'])} files match the manifest.")
        others = moved_on(found, project)
        for other in others:
            typer.echo(f"  {other}")
        typer.echo(
            f"{len(others)} inputs are other ones in this checkout; commit {found.about['commit']}."
            if others
            else "This checkout holds all that went in: the edition can be built again."
        )
