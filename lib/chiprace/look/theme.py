"""The colours of pages and notebooks as properties that follow the reader, in light and dark."""

import re
from dataclasses import asdict

from chiprace.errors import BuildError
from chiprace.look.palette import DARK, LIGHT, Palette

_SHADE = re.compile(r"#[0-9a-fA-F]{6}\b")
#: What JupyterLab sets on the page in its dark theme.
_IN_THE_DARK = '[data-jp-theme-light="false"] .chiprace'
_ROLES = {shade: role for role, shade in asdict(LIGHT).items()}

_RULES = """
.chiprace{color:var(--ink);font-size:14px;line-height:1.4;max-width:60em}
.chiprace svg{max-width:100%;height:auto;overflow:visible;background:var(--paper)}
.chiprace table{border-collapse:collapse;margin:.4em 0;color:var(--ink)}
.chiprace.chiprace th,.chiprace.chiprace td{padding:.25em .7em;text-align:left;vertical-align:top;
border-bottom:1px solid var(--grid);background:var(--paper);white-space:normal}
.chiprace.chiprace th.right,.chiprace.chiprace td.right{text-align:right}
.chiprace tbody tr.own th,.chiprace tbody tr.own td{background:var(--band)}
.chiprace a{color:var(--nvidia)}
.chiprace .refused{color:var(--huawei)}
"""


def colour_property(shade: str) -> str:
    """Return the property that stands for a colour of the light palette.

    Parameters
    ----------
    shade : str
        As ``#ca4d0a``, as matplotlib writes it.

    Returns
    -------
    str
        As ``var(--huawei)``.

    Raises
    ------
    BuildError
        If the palette does not have it, so that nobody knows what it is in the dark.
    """
    role = _ROLES.get(shade.lower())
    if role is None:
        raise BuildError(
            f"A figure is drawn in '{shade}', which is no colour of chiprace.look.palette. "
            "Draw it in one that is, or in a tint of it."
        )
    return f"var(--{role.replace('_', '-')})"


def recoloured(svg: str) -> str:
    """Return a picture whose colours are those properties, for where a rule sets them."""
    return _SHADE.sub(lambda hit: colour_property(hit[0]), svg)


def notebook_css() -> str:
    """Return the rules for pictures and tables of class ``chiprace`` in a notebook, by theme."""
    return "\n".join((rule(LIGHT, ".chiprace"), rule(DARK, _IN_THE_DARK), _RULES))


def theme_css() -> str:
    """Return the rules that set the properties: light, dark on a screen that asks for it."""
    dark = f"@media screen and (prefers-color-scheme:dark){{{rule(DARK)}}}"
    return f"{rule(LIGHT)}\n{dark}\n"


def rule(palette: Palette, where: str = ":root") -> str:
    """Return the rule that sets the properties to the colours of a palette."""
    shades = (f"--{role.replace('_', '-')}:{shade}" for role, shade in asdict(palette).items())
    return f"{where}{{{';'.join(shades)}}}"
