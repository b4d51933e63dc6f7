"""One line and a postcode, from any of the ways an address is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.reading import addresses


@pytest.mark.parametrize(
    ("written", "line", "postcode", "repaired"),
    [
        ("99 Sample Road, Bromyard, hr7 5tx", "99 Sample Road, Bromyard", "HR7 5TX", False),
        ("99 Sample Road, Bromyard, HR75TX", "99 Sample Road, Bromyard", "HR7 5TX", False),
        ("99 SAMPLE ROAD, Ross-on-Wye, HR7 5TX", "99 Sample Road, Ross-on-Wye", "HR7 5TX", False),
        ("4 Sample St, Stourport-on-Severn, DYI3 3DZ", "4 Sample St, Stourport-on-Severn", "DY13 3DZ", True),
        ("4 Sample St, Hereford, HR2 IDN", "4 Sample St, Hereford", "HR2 1DN", True),
        ("4 Sample St, Shrewsbury, SYI 3LF", "4 Sample St, Shrewsbury", "SY1 3LF", True),
        ("4 Sample St, Hereford, HR4", "4 Sample St, Hereford, HR4", "", False),
        ("Unit 5AB", "Unit 5AB", "", False),
        ("The Ivy", "The Ivy", "", False),
        ("Play area\nSample Road", "Play area, Sample Road", "", False),
        ("", "", "", False),
    ],
)
def test_the_postcode_comes_off_the_end_of_the_line(written: str, line: str, postcode: str, repaired: bool) -> None:
    place = addresses.read(written)

    assert (place.line, place.postcode, place.postcode_repaired) == (line, postcode, repaired)


def test_a_postcode_in_a_cell_of_its_own_comes_first() -> None:
    assert addresses.read("4 Sample St", "tf4 1aa").postcode == "TF4 1AA"


def test_part_of_a_postcode_stays_with_the_address() -> None:
    place = addresses.read("4 Sample St", "SY3")

    assert (place.line, place.postcode, place.postcode_wrong) == ("4 Sample St, SY3", "", False)


def test_what_is_no_postcode_is_kept_in_the_address_and_said() -> None:
    place = addresses.read("4 Sample St", "unknown")

    assert (place.line, place.postcode, place.postcode_wrong) == ("4 Sample St, UNKNOWN", "", True)


@pytest.mark.parametrize("text", ["as above", "SAME", "a/a", "Same address", "same as victim"])
def test_an_address_can_be_the_one_above(text: str) -> None:
    assert addresses.is_as_another(text)


def test_where_it_happened_comes_apart_from_the_home() -> None:
    home, elsewhere = addresses.apart("4 Sample St, Hadley (inc loc: Bus stop Other Road, Hadley)")

    assert (home, elsewhere) == ("4 Sample St, Hadley", "Bus stop Other Road, Hadley")


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}", fullmatch=True))
def test_a_good_postcode_is_never_changed(postcode: str) -> None:
    place = addresses.read("4 Sample Street", postcode)

    assert (place.postcode, place.postcode_repaired) == (postcode, False)


@given(st.text(max_size=60))
def test_a_line_read_again_with_its_postcode_keeps_that_postcode(text: str) -> None:
    once = addresses.read(text)

    if once.postcode:
        assert addresses.read(once.line, once.postcode).postcode == once.postcode
