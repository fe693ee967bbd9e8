"""The colours of page and figures as properties that follow the reader's setting, light or dark."""

from dataclasses import asdict

from chiprace.errors import BuildError
from chiprace.look.palette import DARK, LIGHT, Palette

_ROLES = {shade: role for role, shade in asdict(LIGHT).items()}


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


def theme_css() -> str:
    """Return the rules that set the properties: light, dark on a screen that asks for it."""
    dark = f"@media screen and (prefers-color-scheme:dark){{{rule(DARK)}}}"
    return f"{rule(LIGHT)}\n{dark}\n"


def rule(palette: Palette, where: str = ":root") -> str:
    """Return the rule that sets the properties to the colours of a palette."""
    shades = (f"--{role.replace('_', '-')}:{shade}" for role, shade in asdict(palette).items())
    return f"{where}{{{';'.join(shades)}}}"
