"""Pictures inside the page: small, in the page's colours, with every pointer at its target."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from chiprace.errors import BuildError
from chiprace.export.svg import Classes, inline_svg
from chiprace.look.palette import DARK, LIGHT
from chiprace.look.style import report_style
from chiprace.look.theme import theme_css
from sample_notebook import picture

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def inline(body, classes=None):
    return inline_svg(f"{HEAD}{body}</svg>", "p1", "Ten.", classes or Classes())


def test_equal_styles_share_a_class_and_colours_become_properties():
    classes = Classes()
    first = inline(f'<path d="M0 0" style="fill: {LIGHT.huawei}; stroke-width: 0.33333"/>', classes)
    second = inline(
        f'<path d="M1 1" style="fill: {LIGHT.huawei}; stroke-width: 0.33333"/>', classes
    )
    assert 'class="v0"' in first
    assert 'class="v0"' in second
    assert "style=" not in first
    assert ".v0{fill:var(--huawei);stroke-width:0.33}" in classes.css()


def test_a_colour_outside_the_palette_is_refused():
    with pytest.raises(BuildError, match="drawn in '#123456', which is no colour of chiprace"):
        inline('<path d="M0 0" style="fill: #123456"/>')


def test_the_properties_are_set_for_light_and_dark():
    light, dark = theme_css().split("@media screen and (prefers-color-scheme:dark)")
    assert f"--huawei:{LIGHT.huawei};" in light
    assert f"--huawei:{DARK.huawei};" in dark
    assert f"--on-fill:{DARK.on_fill};" in dark


def test_hatches_and_clips_keep_their_targets():
    with report_style():
        figure, ax = plt.subplots()
        ax.bar([1], [2], color=LIGHT.huawei, hatch="//", edgecolor=LIGHT.paper)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
    classes = Classes()
    svg = inline_svg(buffer.getvalue(), "p1", "Two.", classes)
    pointed = set(re.findall(r"url\(#([^)]+)\)", svg + classes.css()))
    assert any("fill:url(#" in rule for rule in classes.css().splitlines())
    assert pointed <= set(re.findall(r' id="([^"]+)"', svg))


def test_what_cannot_be_seen_is_left_out_and_the_rest_stays():
    svg = inline('<g id="a"><g><path d="M0 0" style="fill: none"/><text>Ten</text></g></g><defs/>')
    assert re.sub(r"<svg[^>]*>", "", svg) == "<text>Ten</text></svg>"


def test_the_picture_shrinks_to_half_and_keeps_its_text():
    svg = inline_svg(picture(), "p1", "Ten.", Classes())
    assert len(svg) < len(picture()) / 2
    shown = re.findall(r"<text[^>]*>([^<]+)", picture())
    assert re.findall(r"<text[^>]*>([^<]+)", svg) == shown


@given(st.lists(st.floats(-999, 999), min_size=2, max_size=12))
def test_no_point_of_a_path_moves_by_more_than_rounding(numbers):
    path = "M " + " \nL ".join(f"{value:.6f} {value:.6f}" for value in numbers)
    (kept,) = re.findall(r' d="([^"]+)"', inline(f'<path d="{path}"/>'))
    found = [float(number) for number in re.findall(r"-?[\d.]+", kept)][::2]
    assert found == pytest.approx(numbers, abs=0.00501)
