"""What people say of duplicates: folded, unfolded, and held to when the same files come in again."""

from pathlib import Path

import pytest

from tests.factories import NOON, make_user
from tests.intake import files
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.intake.actions import folding, handing_over, importing, undoing
from vigil.intake.models import Entry, Import
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst() -> User:
    return make_user(Role.ANALYST)


def bring_in(path: Path) -> Import:
    with path.open("rb") as content:
        handed = handing_over.hand_over(content, name=path.name, by=None, at=NOON)
    return importing.run(handed, by=None, now=lambda: NOON)


def extract(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    return files.write(folder / name, list(rows))


FIRST = files.row(3)
AGAIN = {**FIRST, "URN": "SHR-2025-00099"}
OTHER = files.row(8)


def of(reference: str) -> Referral:
    return Referral.objects.exclude(status=Status.WITHDRAWN).get(reference=reference)


def test_what_was_folded_becomes_a_referral_of_its_own(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, AGAIN))
    entry = Entry.objects.get(reference="SHR-2025-00099")

    referral = folding.unfold(entry, reason="Two visits on one night.", by=analyst, at=NOON)

    assert referral.waiting
    assert referral.narrative == of("SHR-2025-00003").narrative
    assert referral.subjects.get().surname == "Example"
    assert referral.screenings.count() == 1
    entry.refresh_from_db()
    assert (entry.state, entry.duplicate_of) == (Entry.State.RECEIVED, None)
    assert Event.objects.filter(verb="referral.unfolded", by=analyst).count() == 1
    assert verify().holds


def test_unfolding_outlives_tomorrows_extract_and_an_import_done_again(tmp_path: Path, analyst: User) -> None:
    first = bring_in(extract(tmp_path, "shropshire.csv", FIRST, AGAIN))
    folding.unfold(first.entries.get(reference="SHR-2025-00099"), reason="Two visits.", by=analyst, at=NOON)

    bring_in(extract(tmp_path, "tomorrow.csv", FIRST, AGAIN, OTHER))

    assert Referral.objects.waiting().count() == 3
    undoing.undo(Import.objects.get(name="tomorrow.csv"), reason="Again", by=analyst, at=NOON)
    undoing.undo(first, reason="Again", by=analyst, at=NOON)
    bring_in(tmp_path / "shropshire.csv")
    assert sorted(Referral.objects.waiting().values_list("reference", flat=True)) == [
        "SHR-2025-00003",
        "SHR-2025-00099",
    ]


def test_folding_takes_a_referral_off_the_worklist_and_loses_nothing(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, OTHER))

    entry = folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)

    assert [one.reference for one in Referral.objects.waiting()] == ["SHR-2025-00003"]
    assert entry.state == Entry.State.DUPLICATE
    assert entry.draft
    assert entry.draft["narrative"] == OTHER["Narrative"]
    assert Event.objects.filter(verb="referral.folded").get().detail == {
        "into": of("SHR-2025-00003").number,
        "reason": "One call.",
    }


def test_folding_outlives_tomorrows_extract_whichever_comes_first(tmp_path: Path, analyst: User) -> None:
    first = bring_in(extract(tmp_path, "shropshire.csv", FIRST, OTHER))
    folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)

    bring_in(extract(tmp_path, "tomorrow.csv", OTHER, files.row(9)))

    assert sorted(Referral.objects.waiting().values_list("reference", flat=True)) == [
        "SHR-2025-00003",
        "SHR-2025-00009",
    ]
    undoing.undo(Import.objects.get(name="tomorrow.csv"), reason="Again", by=analyst, at=NOON)
    undoing.undo(first, reason="Again", by=analyst, at=NOON)
    bring_in(extract(tmp_path, "turned_round.csv", OTHER, FIRST))
    assert [one.reference for one in Referral.objects.waiting()] == ["SHR-2025-00008"]


def test_folding_is_undone_by_unfolding_and_done_again(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, OTHER))
    entry = folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)

    back = folding.unfold(entry, reason="Two calls after all.", by=analyst, at=NOON)

    assert Referral.objects.waiting().count() == 2
    assert (back.reference, back.narrative) == ("SHR-2025-00008", OTHER["Narrative"])
    folding.fold(back, of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)
    bring_in(extract(tmp_path, "tomorrow.csv", OTHER))
    assert Referral.objects.waiting().count() == 1


def test_what_was_folded_in_before_goes_along(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, AGAIN, OTHER))

    folding.fold(of("SHR-2025-00003"), of("SHR-2025-00008"), reason="One call.", by=analyst, at=NOON)

    assert {entry.reference for entry in of("SHR-2025-00008").entry.duplicates.all()} == {
        "SHR-2025-00003",
        "SHR-2025-00099",
    }


def test_folding_never_hides_a_higher_grade(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, {**OTHER, "Risk": "H"}))

    with pytest.raises(folding.CannotFold, match=r"has the higher grade\. Fold VH-\d+ into it instead"):
        folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)

    assert Referral.objects.waiting().count() == 2


def test_a_referral_somebody_works_on_is_not_folded_away(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, OTHER))
    Referral.objects.filter(reference="SHR-2025-00008").update(status=Status.IN_ASSESSMENT)

    with pytest.raises(folding.CannotFold, match="Being assessed"):
        folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason="One call.", by=analyst, at=NOON)


def test_both_need_a_reason(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, AGAIN, OTHER))

    with pytest.raises(folding.CannotFold, match="Record why these are one"):
        folding.fold(of("SHR-2025-00008"), of("SHR-2025-00003"), reason=" ", by=analyst, at=NOON)
    with pytest.raises(folding.CannotFold, match="Record why these are two"):
        folding.unfold(Entry.objects.get(state="duplicate"), reason=" ", by=analyst, at=NOON)


def test_two_referrals_cannot_bear_one_number(tmp_path: Path, analyst: User) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST))
    bring_in(extract(tmp_path, "tomorrow.csv", {**FIRST, "Comments": "Second visit"}))
    entry = Entry.objects.get(state=Entry.State.DUPLICATE)

    with pytest.raises(folding.CannotFold, match="cannot bear one number"):
        folding.unfold(entry, reason="Second visit.", by=analyst, at=NOON)
    referral = folding.unfold(entry, reason="Second visit.", reference="SHR-2025-77777", by=analyst, at=NOON)

    assert referral.reference == "SHR-2025-77777"


def test_a_copy_graded_higher_is_pointed_out_on_the_first(tmp_path: Path) -> None:
    bring_in(extract(tmp_path, "shropshire.csv", FIRST, {**AGAIN, "Risk": "H"}))

    assert of("SHR-2025-00003").flags.get(code="duplicate_graded_higher").words.endswith("Look at both.")
