"""The one look: colours proven apart, and every figure measured as its chapter draws it."""

import ast
import itertools
import re
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

import chiprace
from chiprace.look.palette import DARK, LIGHT, Palette
from chiprace.look.style import COLOURS, OTHER, SHADES, SHAPES, SMALL, WIDTH, marker, report_style
from chiprace.plots.claims import CELLS
from colour_vision import MACHADO, apart, ciede2000, contrast, lab, linear, seen
from drawn_figures import draw_all
from measured_figures import Measured

PACKAGE = Path(chiprace.__file__).parent
EVERYONE = (None, *MACHADO)
PALETTES = pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
VERDICTS = (
    "supported",
    "caveat",
    "contested",
    "contradicted",
    "vendor",
    "waiting",
    "untestable",
)


class TestColourVision:
    """The tests' own arithmetic, against published values."""

    @pytest.mark.parametrize(
        ("one", "other", "published"),
        [
            ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
            ((50, -1, 2), (50, 0, 0), 2.3669),
            ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
            ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
            ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ],
    )
    def test_differences_of_sharma_and_others(self, one, other, published):
        assert ciede2000(one, other) == pytest.approx(published, abs=1e-4)

    def test_lab_of_pure_red(self):
        assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)

    def test_grey_is_seen_as_grey_by_all(self):
        for by in MACHADO:
            assert seen("#777777", by) == pytest.approx(seen("#777777"), abs=1e-3)

    def test_red_and_green_are_near_for_the_colour_blind_alone(self):
        red, green = "#c8553d", "#7d8b3a"
        assert apart(red, green) > 2 * apart(red, green, "deuteranopia")

    def test_contrast_of_black_and_white(self):
        assert contrast("black", "white") == pytest.approx(21)


class TestPalette:
    @PALETTES
    def test_a_colour_leads_back_to_its_role(self, shades):
        assert len(set(asdict(shades).values())) == len(fields(Palette))

    @PALETTES
    def test_makers_stay_apart_for_the_colour_blind(self, shades):
        makers = (shades.huawei, shades.nvidia, shades.other)
        for one, other in itertools.combinations(makers, 2):
            assert min(apart(one, other, by) for by in EVERYONE) > 18

    @PALETTES
    def test_the_two_makers_stay_apart_in_grey(self, shades):
        # Everybody else stands between them in grey and is told by the label alone.
        assert apart(shades.huawei, shades.nvidia, "grey") > 10

    @PALETTES
    def test_fills_of_verdicts_stay_apart_for_the_colour_blind(self, shades):
        # In grey they do not: there the letter says it.
        for one, other in itertools.combinations(VERDICTS, 2):
            pair = getattr(shades, one), getattr(shades, other)
            assert min(apart(*pair, by) for by in EVERYONE) > 7, (one, other)

    def test_each_verdict_has_a_letter_for_readers_of_grey(self):
        assert len({letter for letter, _, _ in CELLS.values()}) == len(CELLS) == len(VERDICTS)
        assert {fill for _, fill, _ in CELLS.values()} == {getattr(SHADES, v) for v in VERDICTS}

    @PALETTES
    def test_letters_can_be_read_on_their_fill(self, shades):
        roles = {shade: role for role, shade in asdict(SHADES).items()}
        for _, fill, ink in CELLS.values():
            here = getattr(shades, roles[fill]), getattr(shades, roles[ink])
            assert contrast(*here) >= 4.5, roles[fill]

    @PALETTES
    @pytest.mark.parametrize("role", ["ink", "soft", "huawei", "nvidia", "other"])
    def test_text_can_be_read_on_paper(self, shades, role):
        assert contrast(getattr(shades, role), shades.paper) >= 4.5

    @PALETTES
    @pytest.mark.parametrize("role", ["huawei", "nvidia", "other"])
    def test_text_can_be_read_on_fills(self, shades, role):
        assert contrast(getattr(shades, role), shades.on_fill) >= 4.5

    @PALETTES
    def test_lines_of_reference_can_be_seen(self, shades):
        assert contrast(shades.rule, shades.paper) >= 3


class TestMarks:
    def test_kinds_differ_in_shape_and_plans_in_fill(self):
        assert len(set(SHAPES.values())) == len(SHAPES) == 3
        for maker, kind in itertools.product((*COLOURS, "Google"), SHAPES):
            built, planned = (marker(maker, kind, exists=exists) for exists in (True, False))
            assert built["markerfacecolor"] == built["markeredgecolor"]
            assert planned["markerfacecolor"] == SHADES.paper
            assert planned["markeredgecolor"] == COLOURS.get(maker, OTHER)


def test_colours_stand_in_the_palette_alone():
    named = re.compile(r"#[0-9a-fA-F]{3,8}|white|black|gr[ae]y|red|blue|green|orange|C\d")
    for path in [*sorted((PACKAGE / "plots").glob("*.py")), PACKAGE / "look" / "style.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not named.fullmatch(node.value), f"{path.name}:{node.lineno}: {node.value}"


def test_the_style_file_takes_its_colours_from_the_palette():
    with report_style():
        own = {name: plt.rcParams[name] for name in plt.rcParams if name.endswith("color")}
        cycle = [entry["color"] for entry in plt.rcParams["axes.prop_cycle"]]
    set_here = re.findall(r"^([\w.]+color): (\w{6})$", _style_file(), re.MULTILINE)
    assert len(set_here) >= 6
    for name, shade in set_here:
        assert to_hex(own[name]) == f"#{shade}"
        assert f"#{shade}" in asdict(LIGHT).values(), name
    assert [to_hex(shade) for shade in cycle] == [LIGHT.huawei, LIGHT.nvidia, LIGHT.other]


def _style_file():
    return (PACKAGE / "look" / "report.mplstyle").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["latest", "2026-01-01"])
def figures(request):
    """Every figure of an edition, measured."""
    return [(drawn, Measured(drawn.figure)) for drawn in draw_all(as_of=request.param)]


def faults(figures, look):
    """Return what is wrong by the figure's name."""
    return {drawn.name: found for drawn, seen in figures if (found := look(drawn, seen))}


class TestEveryFigure:
    def test_all_chapters_were_drawn(self, figures):
        assert len(figures) >= 35
        assert len({drawn.name for drawn, _ in figures}) == len(figures)

    def test_no_text_covers_another(self, figures):
        assert not faults(figures, lambda drawn, seen: seen.overlaps())

    def test_no_text_is_cut_off(self, figures):
        assert not faults(figures, lambda drawn, seen: seen.cut_off())

    def test_no_text_covers_a_mark(self, figures):
        assert not faults(figures, lambda drawn, seen: seen.over_marks())

    def test_no_line_runs_through_a_text(self, figures):
        assert not faults(figures, lambda drawn, seen: seen.crossed())

    def test_width_is_that_of_the_column(self, figures):
        assert {drawn.figure.get_figwidth() for drawn, _ in figures} == {WIDTH}

    def test_type_can_be_read(self, figures):
        def small(_, seen):
            return [text.words for text in seen.texts if text.artist.get_fontsize() < SMALL]

        assert not faults(figures, small)

    def test_colours_are_those_of_the_palette(self, figures):
        assert not faults(figures, lambda drawn, seen: seen.shades - set(asdict(LIGHT).values()))

    def test_text_has_the_colour_of_text(self, figures):
        readable = {SHADES.ink, SHADES.soft, SHADES.on_fill, OTHER, *COLOURS.values()}

        def odd(_, seen):
            return {
                text.words for text in seen.texts if to_hex(text.artist.get_color()) not in readable
            }

        assert not faults(figures, odd)

    def test_text_stays_text(self, figures):
        def lost(_, seen):
            said = re.sub(r"<[^>]+>", "", "".join(re.findall(r"<text.*?</text>", seen.svg, re.S)))
            said = re.sub(r"\s+", "", said)
            return [text.words for text in seen.texts if _plain(text.artist.get_text()) not in said]

        assert not faults(figures, lost)

    def test_ranges_are_drawn(self, figures):
        def hidden(drawn, seen):
            if drawn.caption.key in OTHER_RANGES:
                return []
            spots = seen.coordinates()
            ranges = _ranges(drawn.data)
            return [ends for ends in ranges if not all(_at(spots, end) for end in ends)]

        assert not faults(figures, hidden)

    def test_numbers_in_the_picture_are_in_the_data(self, figures):
        def untold(drawn, _):
            texts = [text.get_text() for ax in drawn.figure.axes for text in ax.texts]
            return _unknown(" ; ".join(texts), drawn.data)

        assert not faults(figures, untold)

    def test_numbers_in_the_alternative_text_are_in_the_data(self, figures):
        def untold(drawn, _):
            # What the title computes from the data, the text may repeat; and it may count rows.
            found = set(_unknown(drawn.caption.alt, drawn.data))
            counts = {str(count) for count in range(len(drawn.data) + 1)}
            return found - counts - set(_written(drawn.caption.title))

        assert not faults(figures, untold)

    def test_a_number_that_is_not_in_the_data_is_found(self, figures):
        drawn = next(drawn for drawn, _ in figures if drawn.caption.key == "power-per-unit")
        right = f"{drawn.data['value'].iloc[0]:.2f}"
        wrong = f"{1.037 * drawn.data['value'].iloc[0]:.2f}"
        assert _unknown(f"CloudMatrix 384: {right} kW", drawn.data) == []
        assert _unknown(f"CloudMatrix 384: {wrong} kW", drawn.data) == [wrong]


def _plain(text):
    return re.sub(r"\s+", "", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


#: Figures whose ``low`` and ``high`` are not of what they plot: an end beyond the axis is an arrow,
#: an input of a line, the value of a claim whose verdict, ratio or percentiles are drawn.
OTHER_RANGES = (
    "doubling-time",
    "failures",
    "flips",
    "scenarios",
    "sure-ranges",
    "verdicts-through-time",
)
#: Factors by which a figure may write its data in other units: per cent, thousands, millions.
UNITS = (1, 100, 1e-2, 1e-3, 1e3, 1e-6, 1e-9)


def _ranges(data):
    """Return the finite ranges of the plotted value."""
    if not {"low", "high"} <= set(data):
        return []
    ends = data[["low", "high"]].apply(pd.to_numeric, errors="coerce")
    ends = ends[np.isfinite(ends).all(axis=1) & (ends["low"] < ends["high"])]
    return list(ends.itertuples(index=False, name=None))


def _at(spots, value):
    return any(np.isclose(spots, value * unit, rtol=1e-6).any() for unit in UNITS)


#: Numbers that are part of a name, and the batch that a line of a grid stands for.
_NAMES = re.compile(r"(?:CloudMatrix|Atlas|Ascend|batch)\s\d+")
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\d|[A-LN-Z])")


def _written(text):
    """Return the numbers of a text, those of names left out."""
    return [match[0].replace(",", "") for match in _NUMBER.finditer(_NAMES.sub("", text))]


def _unknown(text, data):
    """Return the numbers of a text that no cell of the data reads as, once rounded alike."""
    values, words = _told(data)
    unknown = []
    for written in _written(text):
        half = 0.5001 * 10.0 ** -len(written.partition(".")[2])
        near = any((abs(values * unit - float(written)) <= half).any() for unit in UNITS)
        if not near and written not in words:
            unknown.append(written)
    return unknown


def _told(data):
    numeric = data.select_dtypes("number")
    values = abs(numeric.to_numpy(dtype=float)).ravel()
    cells = data.drop(columns=[*numeric.columns, "facts"]).astype(str).to_numpy().ravel()
    words = set(re.findall(r"\d+(?:\.\d+)?", " ".join(map(str, cells)).replace(",", "")))
    return np.unique(values[np.isfinite(values)]), words
