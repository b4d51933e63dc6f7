"""Who lives together and who is related, which no guard holds back."""

from datetime import date

from tests.matching.people import jane
from vigil.matching.households import Tie, ties


def test_twins_are_one_household_though_two_people() -> None:
    one = jane("a", role="child", date_of_birth=date(2015, 1, 2), named_in="R1")
    other = jane("b", forenames="Rebecca", role="child", date_of_birth=date(2015, 1, 2), named_in="R1")

    assert {link.tie for link in ties(one, other)} == {Tie.SAME_HOUSEHOLD, Tie.NAMED_TOGETHER, Tie.SIBLING}


def test_a_partner_is_known_by_what_is_written_beside_the_name() -> None:
    partner = jane("b", forenames="Rob", surname="Tully", relationship="ex-partner", named_in="R1")

    assert Tie.PARTNER in {link.tie for link in ties(jane("a", named_in="R1"), partner)}


def test_a_child_and_an_adult_of_one_name_and_home_are_taken_for_parent_and_child() -> None:
    child = jane("b", forenames="Alfie", role="child", date_of_birth=date(2017, 5, 6))

    assert Tie.PARENT in {link.tie for link in ties(jane("a"), child)}


def test_strangers_at_one_address_are_not_one_household() -> None:
    lodger = jane("b", forenames="Karim", surname="Aziz")

    assert [link.tie for link in ties(jane("a"), lodger)] == [Tie.SAME_ADDRESS]


def test_people_of_two_homes_and_two_reports_have_no_tie() -> None:
    assert ties(jane("a"), jane("b", address="4 Mill Lane, Evesham", postcode="WR11 2AL")) == ()
