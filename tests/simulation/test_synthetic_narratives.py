"""Synthetic narratives carry what is true, and mislead only as officers do."""

import re
from collections import Counter

from vigil.rules.terms import DOMESTIC, Grade, RiskTool
from vigil.simulation.synthetic import phrases, wordlists
from vigil.simulation.synthetic.referrals import SyntheticReferral

STATUSES = {"present", "negated", "historical", "hypothetical", "other_person"}


def test_there_are_several_hundred_phrases_and_none_twice() -> None:
    lines = [
        line
        for book in ("markers", "scenes")
        for section in wordlists.read(book).values()
        for key, bank in section.items()
        if key != "ruled_out"
        for line in bank.strip().splitlines()
    ]

    assert len(lines) > 600
    assert max(Counter(lines).values()) == 1


def test_every_marker_can_be_said_in_every_status() -> None:
    for marker, banks in wordlists.read("markers").items():
        assert set(banks) == STATUSES, marker


def test_every_factor_has_phrases() -> None:
    named = {
        marker
        for table in wordlists.read("factors").values()
        for value in table.values()
        for line in ([value] if isinstance(value, str) else value)
        for marker in line.split()
    }

    assert named <= set(wordlists.read("markers"))


def test_a_narrative_has_no_slot_left_open(a_tenth: list[SyntheticReferral]) -> None:
    assert not [one.number for one in a_tenth if re.search(r"[{}]", one.narrative)]


def test_narratives_are_not_the_same_again_and_again(a_tenth: list[SyntheticReferral]) -> None:
    own = [one for one in a_tenth if not one.duplicate_of]

    assert len({one.narrative for one in own}) == len(own)


def test_a_high_says_what_makes_it_high(a_tenth: list[SyntheticReferral]) -> None:
    high = [one for one in a_tenth if one.own_grade is Grade.HIGH]
    silent = [one for one in high if not any(status == "present" for _, status in one.markers)]

    assert len(silent) / len(high) < 0.02


def test_reading_the_text_tells_high_from_lower(a_tenth: list[SyntheticReferral]) -> None:
    """A reader who knows the hub's own table of grave factors, and only the text, is right far more often than not."""

    def reads_high(one: SyntheticReferral) -> bool:
        told = {marker for marker, status in one.markers if status == "present"}
        return any(set(line.split()) <= told for line in wordlists.read("factors")[one.kind]["high"])

    found = Counter((one.own_grade is Grade.HIGH, reads_high(one)) for one in a_tenth)

    assert found[True, True] / (found[True, True] + found[True, False]) > 0.85
    assert found[False, True] / (found[False, True] + found[False, False]) < 0.02


def test_present_facts_are_not_most_of_what_is_mentioned(a_tenth: list[SyntheticReferral]) -> None:
    statuses = Counter(status for one in a_tenth for _, status in one.markers)

    assert set(statuses) == STATUSES
    assert 0.3 < statuses["present"] / statuses.total() < 0.6


def test_a_marker_is_not_said_to_be_so_and_not_so(a_tenth: list[SyntheticReferral]) -> None:
    for one in a_tenth:
        assert len({marker for marker, _ in one.markers}) == len(one.markers)


def test_a_phrase_about_a_small_child_is_for_a_small_child() -> None:
    baby = phrases.Setting(frozenset("vp"), frozenset({"child", "small"}))
    teenager = phrases.Setting(frozenset("vp"), frozenset({"child", "talks", "teen"}))

    told_of_babies = phrases.fitting("markers", "substance_misuse.present", baby)
    assert told_of_babies
    assert not [line for line in told_of_babies if line.startswith("{V}")]
    assert set(told_of_babies) < set(phrases.fitting("markers", "substance_misuse.present", teenager))


def test_a_phrase_that_needs_somebody_is_not_said_without_them() -> None:
    alone = phrases.Setting(frozenset("v"), frozenset({"domestic", "intimate"}))

    assert not [line for line in phrases.fitting("markers", "weapon.present", alone) if "{S}" in line or "{s}" in line]


def test_the_risk_tool_is_filled_in_for_domestic_incidents_only(a_tenth: list[SyntheticReferral]) -> None:
    for one in a_tenth:
        assert one.kind in DOMESTIC or (one.risk_tool is None and not one.answers)
        if one.risk_tool is RiskTool.DASH:
            assert {int(question) for question in one.answers} <= set(range(1, 28))


def test_the_tool_ticks_more_for_a_high_than_for_a_standard(a_tenth: list[SyntheticReferral]) -> None:
    ticks = {
        grade: [len(one.answers) for one in a_tenth if one.risk_tool is RiskTool.DASH and one.own_grade is grade]
        for grade in (Grade.HIGH, Grade.STANDARD)
    }

    assert sum(ticks[Grade.HIGH]) / len(ticks[Grade.HIGH]) > 1.5 * sum(ticks[Grade.STANDARD]) / len(
        ticks[Grade.STANDARD]
    )
