"""What a notebook rests on, read from its imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import chiprace
from chiprace.chapters.imports import Imports

PACKAGE = Path(chiprace.__file__).parent


def names(*sources):
    return set(Imports().files_behind(sources))


def test_imports_are_followed_to_their_end():
    found = names("from chiprace.models.roadmap import timeline")
    assert {
        "models/roadmap.py",
        "evidence/facts.py",
        "evidence/fact.py",
        "basis.py",
        "units.txt",
    } <= found
    assert not any(name.startswith(("plots/", "words/", "export/", "commands/")) for name in found)


def test_a_module_may_be_named_as_an_attribute_of_its_package():
    assert "plots/roadmap.py" in names("from chiprace.plots import (\n    roadmap as plots,\n)")
    assert "plots/roadmap.py" in names("import chiprace.plots.roadmap as plots")


def test_public_names_of_the_package_lead_to_their_modules():
    assert {"chapters/chapter.py", "evidence/facts.py"} <= names(
        "from chiprace import open_chapter"
    )


def test_styles_belong_to_the_modules_beside_them():
    assert any(name.endswith(".mplstyle") for name in names("from chiprace.look import style"))


def test_nothing_of_the_package_is_behind_other_imports():
    assert names("import pandas\nfrom chiprace_like import x") == set()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_every_import_of_the_package_is_seen(path):
    text = path.read_text(encoding="utf-8")
    seen = Imports().files_behind([text])
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "A relative import would not be seen."
            wanted = [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
        elif isinstance(node, ast.Import):
            wanted = [name.name for name in node.names]
        else:
            continue
        for name in wanted:
            if name.split(".")[0] == "chiprace":
                module = PACKAGE.joinpath(*name.split(".")[1:])
                for file in (module.with_suffix(".py"), module / "__init__.py"):
                    place = file.relative_to(PACKAGE).as_posix()
                    assert not file.is_file() or place in seen


def test_a_build_loads_nothing_to_draw_with_as_its_kernels_do_that():
    """Else each build would wait a second for what it never uses."""
    code = "import sys, chiprace.editions.edition; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert {"pandas", "papermill"} <= set(loaded.stdout.split())
    others = {"matplotlib", "seaborn", "IPython", "nbconvert", "typst", "scipy.special"}
    assert others.isdisjoint(loaded.stdout.split())


def test_a_build_asks_for_kernels_without_loading_what_runs_in_them():
    code = (
        "import sys; from chiprace.kernels.manager import WARM, ChapterKernelManager; "
        "print(ChapterKernelManager(kernel_name=WARM).kernel_spec.language); "
        "print('IPython.core.completer' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["python", "False"]
