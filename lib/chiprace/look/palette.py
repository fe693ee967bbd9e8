"""Every colour of the report's figures by its role, on light and on dark ground."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of the figures, each named by what it says.

    Within a palette no two roles share a colour, so that a picture's colours lead back to their
    roles and a page can put one palette in place of the other.

    Parameters
    ----------
    paper : str
        The ground of the page: hollow marks, grounds of labels, gaps between fills.
    ink : str
        Text, and lines that the argument turns on.
    soft : str
        Text of second rank, as on the ticks.
    rule : str
        Axes and lines of reference.
    guide : str
        Leaders, and lines that join the marks of a row; also a pale fill.
    grid : str
        The grid; also the palest fill.
    band : str
        The ground of a range that is not a maker's, as the article's.
    on_fill : str
        Text on the fill of a maker, of others or of a claim that is supported.
    huawei, nvidia, other : str
        The two makers of the argument, and everybody else.
    supported, caveat, contested, contradicted, vendor, waiting, untestable : str
        Fills of the verdicts; a letter on each says the same.
    """

    paper: str
    ink: str
    soft: str
    rule: str
    guide: str
    grid: str
    band: str
    on_fill: str
    huawei: str
    nvidia: str
    other: str
    supported: str
    caveat: str
    contested: str
    contradicted: str
    vendor: str
    waiting: str
    untestable: str


#: As drawn and as printed. Makers differ in hue for the colour-blind and in lightness in grey.
LIGHT = Palette(
    paper="#ffffff",
    ink="#222222",
    soft="#555555",
    rule="#868686",
    guide="#bdbdbd",
    grid="#dddddd",
    band="#efefef",
    on_fill="#fefefe",
    huawei="#ca4d0a",
    nvidia="#004f86",
    other="#666666",
    supported="#00555a",
    caveat="#55b5ab",
    contested="#f7e08a",
    contradicted="#e0668a",
    vendor="#c0b2e6",
    waiting="#d8d8d8",
    untestable="#fcfcfc",
)

#: What a page shows to readers who asked for dark.
DARK = Palette(
    paper="#141719",
    ink="#e4e5e2",
    soft="#b4b9bc",
    rule="#7f868a",
    guide="#50575c",
    grid="#30363a",
    band="#22272a",
    on_fill="#15181a",
    huawei="#ffb07a",
    nvidia="#4c9be0",
    other="#a9aeb1",
    supported="#7fe0d6",
    caveat="#10605b",
    contested="#75631a",
    contradicted="#ae3a69",
    vendor="#4e3d77",
    waiting="#33383c",
    untestable="#16191c",
)
