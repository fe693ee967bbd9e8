"""A tiny executed notebook with every kind of payload, for the tests of the exporters."""

import io
import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

import matplotlib
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from chiprace.chapters.document import PAYLOAD, Meta
from chiprace.look.style import colour, marker, report_style
from chiprace.look.tables import Cell, Column, Row, Table, table_frame

#: Characters that mean something to HTML, Markdown, Typst or LaTeX, and some beyond Latin.
ODD = r"<b> & # $5 * _ @ \ ≥ × – 中"

META = Meta(
    title="Can Ascend topple Nvidia?",
    subtitle="The argument of January 2026, rebuilt figure by figure and tested claim by claim",
    edition="2026-11-01_default_1a2b3c4d",
    as_of=date(2026, 11, 1),
    scenario="default",
    policy="all",
    label="1.10",
)


def source(number: int, **changes: str) -> dict[str, str]:
    """Return a source as it stands in a payload."""
    return {
        "key": f"S{number:03d}",
        "publisher": f"Publisher {number}",
        "title": f"Report {number} on accelerators",
        "url": f"https://example.org/report-{number}?a=1&b=2",
        "published": "2025-09-18",
        "opened": "yes",
        **changes,
    }


@lru_cache(maxsize=1)
def picture() -> str:
    """Return a figure in the report's style as SVG."""
    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    with report_style():
        figure, axes = plt.subplots()
        for maker, points in {
            "Huawei": [(2019, 0.26), (2023, 0.38), (2025, 0.78), (2026, 1.0), (2027, 2.0)],
            "Nvidia": [(2020, 0.31), (2022, 0.99), (2024, 2.5), (2026, 8.0), (2027, 17.0)],
        }.items():
            years, values = zip(*points, strict=True)
            axes.plot(years[:3], values[:3], color=colour(maker))
            axes.plot(years[:3], values[:3], **marker(maker, "vendor", exists=True))
            axes.plot(years[2:], values[2:], color=colour(maker), linestyle=":")
            axes.plot(years[3:], values[3:], **marker(maker, "vendor", exists=False))
            axes.annotate(maker, (years[-1], values[-1]), color=colour(maker), weight="semibold")
        axes.set_yscale("log")
        axes.set_xlabel("Year of first delivery")
        axes.set_ylabel("PFLOPS, FP16/BF16, dense")
        axes.text(2023, 0.3, "910C", style="italic")
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(figure)
    return buffer.getvalue()[buffer.getvalue().index("<svg") :]


def odd_picture() -> str:
    """Return the figure with odd characters, which matplotlib itself would warn of."""
    return picture().replace(">910C<", f">{escape(ODD)}<")


def figure_payload(key: str = "compute", **changes: Any) -> dict[str, Any]:
    """Return the payload of a figure."""
    return _said({
        "kind": "figure",
        "key": key,
        "title": "An Ascend package has a third of the compute of its Nvidia contemporary",
        "subtitle": "Peak per package, PFLOPS, FP16 or BF16, dense",
        "alt": "Line chart: Ascend grows from 0.26 to 2 PFLOPS, Nvidia from 0.31 to 17 PFLOPS.",
        "notes": ["Sparse peaks were halved by each chip's own ratio", "Hollow: announced"],
        "facts": ["SC0001", "SC0002"],
        "sources": [source(1), source(2)],
        "csv": "chip,year,PFLOPS,facts\n910B,2023,0.38,SC0001\nH100,2022,0.989,SC0002\n",
        "svg": picture(),
        **changes,
    })  # fmt: skip


def sample_table(rows: int = 4, columns: int = 5) -> Table:
    """Return a table with notes, marks and a grey row."""
    names = ["Chip", "Compute", "Memory", "Memory bandwidth", "Interconnect bandwidth", "Power"]
    units = ["", "PFLOPS", "GB", "TB/s", "TB/s", "W"]
    heads = [
        Column(names[place % 6] + (f" {place // 6 + 1}" if place > 5 else ""), units[place % 6],
               "right" if place else "left")
        for place in range(columns)
    ]  # fmt: skip
    body = []
    for line in range(rows):
        cells = [Cell(f"Ascend {910 + line}C", facts=("SC0001",))]
        cells += [Cell(f"{line + place * 1.25:,.2f}") for place in range(1, columns)]
        if line == 1:
            cells[1] = Cell("1.00", ("Was 0.80 until the revision of March 2026",), (), "revised")
            cells[2] = Cell("not published", ("The vendor gives none",), (), "missing")
        body.append(Row(tuple(cells), "reference" if line == 2 else ""))
    return Table(tuple(heads), tuple(body))


def table_payload(
    key: str = "roadmap", table: Table | None = None, **changes: Any
) -> dict[str, Any]:
    """Return the payload of a table."""
    table = table or sample_table()
    return _said({
        "kind": "table",
        "key": key,
        "title": "Three of the roadmap's eleven values were revised",
        "subtitle": "The article's value and the value as of the edition's day",
        "alt": "",
        "notes": ["Grey rows stand for comparison"],
        "facts": ["SC0003"],
        "sources": [source(2), source(3)],
        "csv": table_frame(table).to_csv(index=False, lineterminator="\n"),
        "table": json.loads(json.dumps(asdict(table))),
        **changes,
    })  # fmt: skip


def text_payload(markdown: str) -> dict[str, Any]:
    """Return the payload of a computed paragraph."""
    return {"kind": "text", "markdown": markdown}


def shown(*payloads: dict[str, Any], code: str = "show(...)") -> NotebookNode:
    """Return an executed code cell that shows payloads."""
    outputs = [
        new_output("display_data", data={"text/plain": "shown", PAYLOAD: payload})
        for payload in payloads
    ]
    return new_code_cell(code, outputs=outputs, execution_count=1)


def chapter(title: str, *cells: NotebookNode) -> NotebookNode:
    """Return an executed chapter."""
    return new_notebook(cells=[new_markdown_cell(f"# {title}"), *cells])


def sample_chapters() -> list[tuple[str, NotebookNode]]:
    """Return two chapters with prose, code, figures and tables."""
    prose = (
        "The roadmap was *announced* on a stage and **revised** since. What follows reads each "
        "value against its source, and says where nobody knows.\n\n"
        "- Peaks are dense.\n- Packages, not dies, are compared.\n"
    )
    first = chapter(
        "Roadmap",
        new_code_cell("import chiprace  # the opening\n\nday = 'latest'"),
        new_markdown_cell(prose),
        new_markdown_cell("## Compute per package\n\n" + prose),
        shown(figure_payload(), text_payload("Huawei's compute doubled every **2.1 years**.")),
        new_markdown_cell("## The table, cell by cell"),
        shown(table_payload()),
    )
    second = chapter(
        "Superclusters",
        new_markdown_cell("## Announced totals\n\n" + prose),
        shown(
            figure_payload("clusters", sources=[source(3), source(4)]),
            table_payload("pods", sample_table(60, 6)),
        ),
    )
    return [("01_roadmap", first), ("03_superclusters", second)]


def _said(payload: dict[str, Any]) -> dict[str, Any]:
    """Let the facts say something, each out of the next of the payload's sources."""
    words = ("910B, compute: 0.38 PFLOPS", "H100, compute: 0.989 PFLOPS")
    found = zip(payload["facts"], payload["sources"], words, strict=False)
    said = {fact: {"source": each["key"], "words": text} for fact, each, text in found}
    return {"said": said, **payload}
