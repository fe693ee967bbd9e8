"""Pages: full where they can be, figures whole, nothing lost, nothing out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiprace.export.paging import LEAST_SCALE, Place, Unit, place_units

PAGE, GAP = 700.0, 20.0


def figure(height, picture=None):
    return Unit(height, height - 100 if picture is None else picture, height)


def text(height):
    return Unit(height, 0.0, height)


def table(height, start=100.0):
    return Unit(height, 0.0, start)


def lead(height):
    return Unit(height, 0.0, height, leads=True)


def place(*units, used=0.0):
    return place_units(units, used, PAGE, GAP)


def pages_of(units, places):
    """Return what stands together until the next unit that begins a page."""
    pages = [[]]
    for unit, where in zip(units, places, strict=True):
        if where.fresh:
            pages.append([])
        pages[-1].append((unit, where))
    return pages


def test_what_fits_stands_on_one_page_as_it_is():
    assert place(figure(300), figure(300)) == (Place(False, 1.0),) * 2


def test_two_figures_shrink_alike_to_share_a_page():
    # 2 x 370 + 20 = 760 are 68 more than the 692 that count; of 540 of pictures that is 12.6%.
    first, second = place(figure(370, 270), figure(370, 270))
    assert first == second == Place(False, pytest.approx(1 - 68 / 540, abs=1e-4))


def test_figures_that_would_get_too_small_stand_alone():
    assert place(figure(450), figure(450)) == (Place(False, 1.0), Place(True, 1.0))


def test_a_heading_above_takes_its_room():
    assert place(figure(340, 20), figure(340, 20), used=100)[1].fresh


def test_a_long_table_runs_over_the_page():
    assert place(figure(400), table(800), figure(300))[1] == Place(False, 1.0)


def test_a_table_begins_on_a_new_page_if_not_even_two_rows_fit():
    assert place(figure(620), table(400, start=150))[1].fresh


def test_a_lead_stays_with_its_figure_where_nothing_is_gained():
    units = (figure(500), lead(60), figure(500))
    assert [where.fresh for where in place(*units)] == [False, True, False]


def test_a_lead_is_parted_from_its_figure_to_spare_a_half_empty_page():
    units = (figure(500), lead(60), figure(340, 240), figure(350, 250))
    assert [where.fresh for where in place(*units)] == [False, False, True, False]


def test_a_chapter_does_not_end_with_a_few_lines_on_a_page_of_their_own():
    units = (figure(380, 280), figure(390, 290), text(90))
    assert [where.fresh for where in place(*units)] == [False, True, False]


def test_a_figure_taller_than_a_page_shrinks_as_far_as_it_must():
    (where,) = place(figure(900, 800))
    assert where.scale == pytest.approx(1 - 208 / 800, abs=1e-4)


def test_an_empty_chapter_has_no_places():
    assert place() == ()


UNITS = st.one_of(
    st.builds(
        lambda height, share: Unit(height, height * share, height),
        st.floats(120, 690),
        st.floats(0.4, 0.9),
    ),
    st.builds(text, st.floats(12, 200)),
    st.builds(lead, st.floats(12, 80)),
    st.builds(table, st.floats(330, 1500)),
)


@given(st.lists(UNITS, max_size=14), st.floats(0, 60))
def test_every_unit_has_a_place_and_no_page_is_too_full(units, used):
    places = place_units(units, used, PAGE, GAP)
    assert len(places) == len(units)
    assert all(LEAST_SCALE <= where.scale <= 1 for where in places)
    for number, page in enumerate(pages_of(units, places)):
        if any(unit.start < unit.height for unit, _ in page):
            continue  # a table that may run over: how far is known only once it is set
        tall = sum(unit.height - unit.pictures * (1 - where.scale) for unit, where in page)
        above = round(used, 1) if number == 0 else 0  # heights are told to a tenth of a point
        gaps = GAP * (len(page) - (0 if above else 1))
        assert above + tall + gaps <= PAGE + 0.2


@given(st.lists(UNITS, max_size=10))
def test_figures_of_one_page_shrink_alike(units):
    for page in pages_of(units, place_units(units, 0.0, PAGE, GAP)):
        if not any(unit.start < unit.height for unit, _ in page):
            assert len({where.scale for _, where in page}) <= 1
