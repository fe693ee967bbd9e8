"""Pandoc: from Markdown to its tree, and from trees to a target's markup."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pypandoc

from chiprace.errors import BuildError
from chiprace.scratch import scratch

#: Elements of pandoc's tree, as from JSON.
Blocks = list[Any]

#: GitHub's Markdown without its surprises: a dollar is a dollar, a heading gets its id from us.
READER = "gfm-tex_math_dollars-tex_math_gfm-gfm_auto_identifiers-alerts-emoji"
_CUT = "chiprace-cut"
#: Texts that are remembered; those of an edition are a few hundred.
_MOST_TEXTS = 4096

#: The tree of each text that was parsed, in JSON, as whoever gets one may change it.
_trees: dict[str, str] = {}


def parse_texts(texts: Iterable[str]) -> list[Blocks]:
    """Return the blocks of each text; each is parsed once in a process.

    Parameters
    ----------
    texts : iterable of str
        Markdown. The new ones are parsed in one go, yet each alone, so that an unclosed fence or
        a footnote ends with its text.
    """
    return [tree["blocks"] for tree in _parsed(list(texts))]


def write_pieces(pieces: Sequence[Blocks], target: Literal["html5", "typst"]) -> list[str]:
    """Return the markup of each piece of a document; notes at the foot are counted through.

    Parameters
    ----------
    pieces : sequence of list
        Blocks, as from `parse_texts`.
    target : {"html5", "typst"}
        The markup.
    """
    if not pieces:
        return []
    cut, kind = {"html5": (f"<!--{_CUT}-->", "html"), "typst": (f"//{_CUT}", "typst")}[target]
    mark = {"t": "RawBlock", "c": [kind, f"{cut}\n"]}
    blocks = [block for piece in pieces for block in (mark, *piece)][1:]
    (empty,) = _parsed([""])
    options = ["--wrap=none", "--syntax-highlighting=none", "--reference-location=block"]
    given = json.dumps({**empty, "blocks": blocks})
    text = _pandoc("--from=json", f"--to={target}", *options, given=given)
    return [part.strip() for part in text.replace("\r\n", "\n").split(cut)]


def _parsed(texts: list[str]) -> list[dict[str, Any]]:
    if len(_trees) > _MOST_TEXTS:
        _trees.clear()
    new = list(dict.fromkeys(text for text in texts if text not in _trees))
    if new:
        _trees.update(zip(new, _read(new), strict=True))
    return [json.loads(_trees[text]) for text in texts]


def _read(texts: Sequence[str]) -> Iterator[str]:
    with TemporaryDirectory(dir=scratch()) as folder:
        names = []
        for position, text in enumerate(texts):
            for kind, content in (("1-cut", _CUT), ("2-text", text)):
                path = Path(folder) / f"{position:05d}-{kind}.md"
                path.write_text(content + "\n", encoding="utf-8")
                names.append(str(path))
        whole = json.loads(_pandoc(f"--from={READER}", "--to=json", "--file-scope", *names))
    pieces: list[Blocks] = []
    for block in whole["blocks"]:
        if block == {"t": "Para", "c": [{"t": "Str", "c": _CUT}]}:
            pieces.append([])
        else:
            pieces[-1].append(block)
    return (json.dumps({**whole, "blocks": piece}) for piece in pieces)


def _pandoc(*options: str, given: str = "") -> str:
    """Run pandoc once; pypandoc would start it four times more, to ask what it can do."""
    done = subprocess.run(
        [_program(), "--sandbox", *options],
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"pandoc cannot convert the text: {done.stderr.strip()}")
    return done.stdout


@cache
def _program() -> str:
    carried = Path(pypandoc.__file__).parent / "files"
    return shutil.which("pandoc", path=carried) or str(pypandoc.get_pandoc_path())
