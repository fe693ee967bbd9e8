"""Markup that others made, fitted to the page: prose by pandoc, code by Pygments."""

import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_HEADING = re.compile(r'<(h[3-6]) id="([^"]+)">(.*?)</\1>', re.DOTALL)
_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="Table in the text"><table'
_ALIGNED = re.compile(r' style="text-align: (\w+);"')
_COLUMNS = re.compile(r"<colgroup>.*?</colgroup>\s*", re.DOTALL)
_FIRST = re.compile(r"(<tr[^>]*>\s*)<td([^>]*)>(.*?)</td>", re.DOTALL)
_TOKEN = re.compile(r'<span class="(\w*)">([^<]*)</span>')
#: Kinds of Pygments' tokens that the page sets apart, each by one class.
_KINDS = {
    "k": ("k", "kn", "kc", "kd", "ow", "nb", "bp"),
    "s": ("s1", "s2", "sa", "sd", "si", "se", "mi", "mf"),
    "c": ("c1", "cm"),
}
_CLASS = {kind: name for name, kinds in _KINDS.items() for kind in kinds}


def page_prose(html: str) -> str:
    """Return prose whose headings link to themselves and whose tables scroll in themselves.

    Parameters
    ----------
    html : str
        From `chiprace.export.prose.render_prose`.

    Returns
    -------
    str
        Without ``style`` attributes, which the page's policy forbids; the first cell of a table's
        row is its heading.
    """
    html = _HEADING.sub(_linked, html)
    html = _ALIGNED.sub(r' class="\1"', _COLUMNS.sub("", html))
    html = _FIRST.sub(r'\1<th scope="row"\2>\3</th>', html)
    html = re.sub(r"<th(?! scope)\b", '<th scope="col"', html)
    return html.replace("<table", _TABLE).replace("</table>", "</table></div>")


def page_code(source: str) -> str:
    """Return Python with keywords, literals and comments set apart."""
    formatter = HtmlFormatter(cssclass="highlight hl-python")
    return _TOKEN.sub(_token, highlight(source, PythonLexer(), formatter))


def _linked(heading: re.Match[str]) -> str:
    tag, identity, words = heading.groups()
    if "<a " in words:
        return heading[0]
    return f'<{tag} id="{identity}"><a class="anchor" href="#{identity}">{words}</a></{tag}>'


def _token(token: re.Match[str]) -> str:
    name = _CLASS.get(token[1])
    return f'<span class="{name}">{token[2]}</span>' if name else token[2]
