"""A real JupyterLab in a real browser: opened by the command, run, moved, refused, built from.

The two notebooks for exploring stand in a project with two chapters, so that an edition of it is
soon built; the other chapters are put beside them once that is done.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from chiprace.look.palette import DARK, LIGHT
from chiprace.paths import ROOT_VARIABLE, current_project

CHAPTERS = ("05_efficiency", "06_energy")
LATER = sorted(
    path.stem
    for path in (Path(__file__).parents[1] / "notebooks").glob("[0-9]*.ipynb")
    if path.stem not in CHAPTERS
)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
#: Nothing here waits for a time; this is what a slow machine may take for one step [ms].
PATIENCE = 300_000
#: Every code cell of the notebook in front has a number.
DONE = r"""() => [...document.querySelectorAll(
    '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt')].every(
    (prompt) => /\[\d+\]/.test(prompt.innerText))"""
ERROR = '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type$="stderr"]'
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with few chapters, so that an edition is soon built."""
    real, copy = current_project(), tmp_path_factory.mktemp("project")
    shutil.copytree(real.data, copy / "data")
    shutil.copy(real.root / "requirements.txt", copy)
    (copy / "notebooks").mkdir()
    for name in (*CHAPTERS, "explore", "tutorial"):
        shutil.copy(real.notebooks / f"{name}.ipynb", copy / "notebooks")
    return copy


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    """JupyterLab as `make lab` opens it; the address of its workspace."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = root / "home"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "chiprace", "lab", "--no-browser", "--allow-root"),
            f"--port={port}",
            "--IdentityProvider.token=",
        ],
        env={
            **os.environ,
            ROOT_VARIABLE: str(root),
            "HOME": str(home),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    told = []
    for line in server.stderr:
        told.append(line)
        if "is running at" in line:
            break
    else:
        raise AssertionError("JupyterLab did not start:\n" + "".join(told))
    # What it says from here on is not read: it must not block on a full pipe.
    with subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL) as drain:
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        server.wait()
        drain.wait()
    server.stderr.close()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """One page for all tests of this module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(f"{address}/lab/workspaces/chiprace")
        yield page
        browser.close()


def open_panel(page: Page, name: str) -> Locator:
    """Open a notebook from the list of files and return what shows it."""
    page.locator(".jp-DirListing-item", has_text=name).dblclick()
    expect(page.locator(".lm-TabBar-tab.lm-mod-current", has_text=name)).to_be_visible()
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def run_all(page: Page, name: str) -> Locator:
    """Run all cells as a reader does, until every one is done; none may have failed."""
    panel = open_panel(page, name)
    # A kernel that is still connecting would not run what it is asked to.
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(DONE)
    expect(panel.locator(ERROR)).to_have_count(0)
    return panel


def test_it_opens_laid_out_with_nothing_to_configure(page: Page) -> None:
    expect(page.locator(".lm-TabBar-tab.lm-mod-current", has_text="explore.ipynb")).to_be_visible()
    expect(page.locator(".lm-TabBar-tab", has_text="tutorial.ipynb")).to_be_visible()
    expect(page.locator(".jp-DirListing-item", has_text="05_efficiency")).to_be_visible()
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_a_chapter_runs(page: Page) -> None:
    panel = run_all(page, "05_efficiency.ipynb")
    assert panel.locator("figure svg").count() > 3


def test_the_tutorial_runs_to_an_edition_of_ones_own(page: Page) -> None:
    panel = run_all(page, "tutorial.ipynb")
    expect(panel.locator("pre", has_text="done report.pdf").last).to_be_visible()
    expect(panel.get_by_text("Edition ").last).to_be_visible()
    expect(panel.get_by_text("With the reader's own data").first).to_be_attached()


@pytest.fixture(scope="module")
def explore(page: Page) -> Locator:
    """The notebook in front: tests that open another one stand before those that take it."""
    return run_all(page, "explore.ipynb")


def test_words_stand_left_and_numbers_right(page: Page, explore: Locator) -> None:
    table = explore.locator(".jp-OutputArea-output .chiprace table").first
    assert table.locator("td.left").first.evaluate("e => getComputedStyle(e).textAlign") == "left"


def test_a_moved_slider_changes_figure_and_verdict(explore: Locator) -> None:
    picture, verdicts = explore.locator(".lab-figure"), explore.locator(".lab-verdicts")
    changed = explore.locator(".lab-changed")
    expect(changed).to_contain_text("0 of 24 verdicts differ")
    before = picture.inner_html()
    handle = explore.locator(".field-china_price .noUi-handle")
    handle.focus()
    handle.press("End")
    expect(explore.locator(".field-china_price input")).to_have_value("1")
    expect(verdicts.locator("tr.own").first).to_contain_text("→")
    expect(changed).to_contain_text("→")
    assert picture.inner_html() != before


def test_an_impossible_value_is_refused_beside_the_field(explore: Locator) -> None:
    entry = explore.locator(".field-subsidy")
    entry.locator("input").fill("1.5")
    entry.locator("input").press("Enter")
    expect(entry.get_by_role("alert")).to_contain_text("subsidy: '1.5' is refused")
    expect(entry.get_by_role("alert")).to_contain_text("share of that price taken off")
    entry.locator("input").fill("0.5")
    entry.locator("input").press("Enter")
    expect(entry.get_by_role("alert")).to_have_count(0)


def test_the_tab_key_completes_a_subject(page: Page, explore: Locator) -> None:
    cell = explore.locator(".jp-CodeCell").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type('facts("Ascend 950D')
    page.keyboard.press("Tab")
    offered = page.locator(".jp-Completer-item", has_text="Ascend 950DT").first
    expect(offered).to_be_visible()
    offered.click()
    expect(cell.locator(".cm-content")).to_contain_text('facts("Ascend 950DT')


def test_an_edition_is_built_from_the_form(explore: Locator, root: Path) -> None:
    entry = explore.locator(".field-subsidy input")
    entry.fill("0.5")
    entry.press("Enter")
    explore.get_by_role("button", name="Build edition").click()
    expect(explore.locator(".lab-build")).to_contain_text("done report.pdf")
    expect(explore.locator(".lab-build")).to_contain_text("Edition ")
    assert (root / "reports" / "latest" / "report.html").is_file()
    manifest = json.loads((root / "reports" / "latest" / "manifest.json").read_text("utf-8"))
    assert manifest["parameters"]["subsidy"] == 0.5
    # What nobody has moved is what it was, though a slider cannot stand there.
    assert manifest["series"]["set"].keys() == {"china_price", "subsidy"}


def test_a_chapter_follows_the_theme(page: Page) -> None:
    panel = run_all(page, "06_energy.ipynb")
    for scheme, palette in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)
        light = "true" if scheme == "light" else "false"
        page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
        for place, style, shade in (
            ("figure svg", "backgroundColor", palette.paper),
            ("figure svg text", "fill", palette.ink),
            ("div.chiprace td", "color", palette.ink),
        ):
            found = panel.locator(place).evaluate_all(
                f"all => all.map(each => getComputedStyle(each).{style})"
            )
            assert rgb(shade) in found, (scheme, place)


def rgb(shade: str) -> str:
    return f"rgb({', '.join(str(int(shade[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize("name", LATER)
def test_every_chapter_runs(page: Page, root: Path, name: str) -> None:
    shutil.copy(current_project().notebooks / f"{name}.ipynb", root / "notebooks")
    page.get_by_role("button", name="Refresh the file browser.").click()
    panel = run_all(page, f"{name}.ipynb")
    assert panel.locator(".jp-OutputArea-output").count() > 0
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Shut Down Kernel", exact=True).click()
