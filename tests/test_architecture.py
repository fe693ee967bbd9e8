"""The shape of the package: imports point one way, modules are short, one door for data."""

import ast
from pathlib import Path

import pytest

import chiprace

PACKAGE = Path(chiprace.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

#: From the ground up; a module imports from its own layer or from one below.
LAYERS = (
    (
        "errors",
        "glance",
        "paths",
        "dates",
        "basis",
        "units",
        "reads",
        "stores",
        "hashes",
        "scratch",
        "late",
    ),
    ("kernels",),
    ("door",),
    ("evidence", "measure"),
    ("scenario", "look", "changes"),
    ("chance",),
    ("models",),
    ("claims",),
    ("plots", "words"),
    ("chapters",),
    ("export",),
    ("editions",),
    ("sweep",),
    ("scheduled",),
    ("lab",),
    ("workspace", "progress", "commands", "cli", "__main__"),
)
HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}


def own_name(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("chiprace."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
class TestModule:
    def test_imports_point_down(self, path):
        name = own_name(path)
        if name == "__init__":
            return
        assert name in HEIGHT, f"Give {name} a layer."
        for other in imports(path):
            assert HEIGHT[other] <= HEIGHT[name], f"{name} imports {other}"

    def test_a_module_can_be_read_at_one_sitting(self, path):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 360

    def test_a_module_says_what_it_is(self, path):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    def test_only_one_module_reads_the_data(self, path):
        text = path.read_text(encoding="utf-8")
        if path.relative_to(PACKAGE).as_posix() != "door/data.py":
            assert "read_csv" not in text
            assert "csv.reader" not in text or own_name(path) in ("chapters", "export")

    def test_what_a_scenario_sets_is_looked_up_by_what_it_stands_in_for(self, path):
        """Else a chapter could be kept although a value that it shows was set anew."""
        if own_name(path) in ("models", "claims", "chance", "plots", "words", "chapters"):
            text = path.read_text(encoding="utf-8")
            assert ".overrides" not in text or path.name in ("kept.py", "method.py", "why.py")

    def test_nothing_asks_for_the_time(self, path):
        text = path.read_text(encoding="utf-8")
        # The manifest alone bears the time, and the edition writes it.
        if own_name(path) not in ("commands", "editions", "lab"):
            assert "date.today" not in text
            assert ".now(" not in text
