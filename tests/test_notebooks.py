"""What every chapter keeps to: thin, stripped, tagged, with the parameters of the scenario."""

import ast
import re

import nbformat
import pytest

from chiprace.chapters.run import CHANGES_PARAMETER, declared_parameters, list_chapters
from chiprace.paths import current_project
from chiprace.scenario import Scenario

CHAPTERS = list_chapters(current_project().notebooks)
#: Notebooks of the reader, which no build runs.
READERS = [current_project().notebooks / f"{name}.ipynb" for name in ("explore", "tutorial")]
NAME = re.compile(r"(?:Atlas|Ascend|CloudMatrix) \d+\w*")
NUMBER = re.compile(r"(?<![\w.])\d")


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    notebook = nbformat.read(request.param, as_version=4)
    nbformat.validate(notebook)
    return request.param, notebook


@pytest.fixture(params=[*CHAPTERS, *READERS], ids=lambda path: path.stem)
def any_notebook(request):
    notebook = nbformat.read(request.param, as_version=4)
    nbformat.validate(notebook)
    return request.param, notebook


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_outputs_are_stripped(any_notebook):
    for cell in code(any_notebook[1]):
        assert not cell.outputs
        assert cell.execution_count is None


def test_nothing_is_defined(any_notebook):
    for cell in code(any_notebook[1]):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)), cell.source


def test_no_number_stands_in_the_prose(any_notebook):
    for cell in any_notebook[1].cells:
        if cell.cell_type == "markdown":
            assert not NUMBER.search(NAME.sub("", cell.source)), cell.source


def test_no_file_is_touched(any_notebook):
    for cell in code(any_notebook[1]):
        for name in ("open(", "read_csv", "Path(", "os.", "sys."):
            assert name not in cell.source.replace("open_chapter(", "")


def test_the_parameters_are_those_of_the_scenario(chapter):
    path, notebook = chapter
    (tagged,) = (cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    assert {"as_of", "policy", "overrides"} <= declared_parameters(path)
    for line, node in zip(tagged.source.splitlines(), ast.parse(tagged.source).body, strict=True):
        assert isinstance(node, ast.AnnAssign), "Annotate every parameter."
        assert isinstance(node.target, ast.Name)
        assert node.value is not None
        # What a build hands over beside the scenario is empty in JupyterLab.
        known = {name: field.default for name, field in Scenario.model_fields.items()}
        default = {CHANGES_PARAMETER: "", **known}[node.target.id]
        assert ast.literal_eval(node.value) == default, node.target.id
        assert "#" in line, "Say the unit and the meaning behind every parameter."


def test_a_notebook_has_one_title(any_notebook):
    prose = [cell.source for cell in any_notebook[1].cells if cell.cell_type == "markdown"]
    assert prose[0].startswith("# ")
    assert sum(text.startswith("# ") for text in prose) == 1


def test_a_chapter_opens_with_its_finding_and_ends_with_what_it_rests_on(chapter):
    cells = chapter[1].cells
    sections = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]
    opening = "\n".join(cell.source for cell in cells[1 : sections[0]])
    assert "chapter.say(" in opening, "Say the finding before the first section."
    assert "show_" not in opening
    closing = cells[sections[-1] :]
    assert closing[0].source.startswith("## What this rests on, and what is not known")
    assert "\n\n" in closing[0].source or "chapter.say(" in closing[-1].source
