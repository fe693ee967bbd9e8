"""The page of the default edition, read as text: valid, small, and true to its data."""

import csv
import re
from collections import Counter

import html5lib
import numpy as np
import pytest
from lxml import html

from chiprace.evidence.facts import load_facts

NUMBER = re.compile(r"(?<![\w.])[-−+]?\d[\d,]*(?:\.\d+)?(?!\w)")
#: Between units of the data and of the words: per cent, thousand, million.
SCALES = (1, 100, 1e3, 1e-3, 1e-6)


@pytest.fixture(scope="module")
def text(edition):
    return (edition / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figures(edition, text):
    """Name of the file of data, caption, alternative text and rows of every figure."""
    found = []
    for block in html.document_fromstring(text).xpath("//figure[.//*[local-name()='svg']]"):
        (alt,) = block.xpath(".//*[local-name()='svg']/@aria-label")
        caption = " ".join(block.find("figcaption").text_content().split())
        name = re.search(r"Data: (?:data/)?([\w-]+\.csv)", block.text_content())[1]
        with (edition / "data" / name).open(encoding="utf-8", newline="") as handle:
            found.append((name, caption, alt, list(csv.DictReader(handle))))
    return found


def test_it_is_valid_html_and_small(text):
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(text.encode()) < 2_500_000


def test_no_id_stands_twice_and_every_inner_link_arrives(text):
    tree = html.document_fromstring(text)
    ids = Counter(tree.xpath("//@id"))
    assert [each for each, count in ids.items() if count > 1] == []
    pointed = {link[1:] for link in tree.xpath("//@href") if link.startswith("#")}
    tips = {each for tip in tree.xpath("//@data-tip") for each in tip.split()}
    pointed |= {each if "-" in each else f"fact-{each}" for each in tips}
    pointed |= set(tree.xpath("//@aria-labelledby"))
    assert pointed <= set(ids)


def test_alternative_texts_are_findings_unlike_captions_and_each_other(figures):
    assert figures
    texts = [alt for _, _, alt, _ in figures]
    assert len(set(texts)) == len(texts)
    for name, caption, alt, _ in figures:
        assert alt not in caption, name
        assert len(alt) > 60, name
        assert NUMBER.search(alt), name


def test_numbers_in_alternative_texts_are_those_of_the_data(figures):
    names = sorted(load_facts().subjects, key=len, reverse=True)
    wrong = [
        (name, number)
        for name, _, alt, rows in figures
        for number in unfounded(without(alt, names), rows)
    ]
    assert wrong == []


def without(alt, names):
    """Return a text without the names that hold numbers, as CloudMatrix 384."""
    for name in names:
        alt = alt.replace(name, "")
    return alt


def unfounded(alt, rows):
    """Return the numbers of a text that are neither in the data, as printed, nor follow from them.

    What follows is a count of rows and, of ratios and shares, the quotient of two values of a
    column or what it leaves of the whole.
    """
    columns = [
        {abs(float(row[name])) for row in rows if NUMBER.fullmatch(row[name])} for name in rows[0]
    ]
    said = {figure(hit) for row in rows for cell in row.values() for hit in NUMBER.findall(cell)}
    known = np.array([*said, *(np.outer(SCALES, [*set().union(*columns)]).ravel())])
    few = [np.array([*column]) for column in columns if 0 < len(column - {0.0}) < 50]
    ratios = np.concatenate([np.divide.outer(each, each[each > 0]).ravel() for each in few])
    shares = 100 * np.abs([ratios, 1 - ratios]).ravel()
    missing = []
    for found in NUMBER.finditer(alt):
        printed = found[0].replace(",", "")
        decimals = len(printed.partition(".")[2])
        zeros = 0 if decimals else len(printed) - len(printed.rstrip("0"))
        half = 0.501 * 10.0 ** (zeros - decimals)
        follow = {"×": ratios, "%": shares}.get(alt[found.end() :].lstrip()[:1], known)
        value = figure(found[0])
        counted = not decimals and value <= len(rows)
        near = any((np.abs(value - each) <= half).any() for each in (known, follow))
        if not counted and not near:
            missing.append(found[0])
    return missing


def figure(hit):
    return abs(float(hit.replace(",", "").replace("−", "-")))
