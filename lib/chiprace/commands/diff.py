"""``chiprace diff``."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from chiprace.commands.common import FLIPPED, one_sentence


class Form(StrEnum):
    """How the differences are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    before: Annotated[str, typer.Argument(help="A folder, or the name of an edition.")],
    after: Annotated[str, typer.Argument(help="The later one.")] = "latest",
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.TEXT,
) -> None:
    """Say what changed between two editions and what caused it; exit code 10 if a verdict did."""
    from chiprace.editions.diff import difference
    from chiprace.editions.shelf import find_edition
    from chiprace.paths import current_project
    from chiprace.words.changes import changes_markdown, changes_text

    reports = current_project().reports
    with one_sentence():
        later = find_edition(after, reports)
        changes = difference(find_edition(before, reports), later)
        if form is Form.JSON:
            text = changes.to_json()
        else:
            write = changes_markdown if form is Form.MARKDOWN else changes_text
            text = write(changes, later.name)
        typer.echo(text, nl=False)
    if changes.verdicts:
        sys.exit(FLIPPED)
