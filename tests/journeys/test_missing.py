"""A missing referral is raised: found by its incident, asked for, and settled when it comes or by a person's word."""

from pathlib import Path

from playwright.sync_api import expect

from tests.factories import NOON
from tests.intake import files
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.intake.actions.handing_over import hand_over
from vigil.intake.actions.importing import run
from vigil.intake.models import Entry, Import, Incident
from vigil.referrals.models import Referral

LIST = """\
log_number,incident_at,incident_type,qualifiers,area,address,postcode,people,officer,supervisor
00003_I_04082025,04/08/2025 21:40,Domestic incident,Domestic abuse,Shropshire,"3 Larch Walk, Wem",SY4 9ZZ,"EXAMPLE, \
Joan (dob 04/02/1991)",PC 2003,PS 1200
00077_I_04082025,04/08/2025 20:00,Other,Child,Telford,"9 Elder Row, Madeley",TF7 8QT,"MARLPIT, Tansy (6)",2004,1201
00078_I_04082025,04/08/2025 20:30,Theft,,Shropshire,High Street,,,PC 2005,PS 1200
"""


def bring_in(path: Path) -> Import:
    with path.open("rb") as content:
        handed = hand_over(content, name=path.name, by=None, at=NOON)
    return run(handed, by=None, now=lambda: NOON)


def test_a_missing_referral_raised(visit: Visit, supervisor: User, tmp_path: Path) -> None:
    given_the_control_room_s_list(tmp_path)
    visit.is_by(supervisor)
    when_the_supervisor_starts_the_day(visit)
    when_the_officer_s_supervisor_is_asked(visit)
    when_the_referral_comes(tmp_path)
    then_it_is_settled_by_itself(visit)
    when_the_other_is_found_not_to_need_one(visit)
    then_nothing_is_missing_until_that_is_undone(visit)


def given_the_control_room_s_list(folder: Path) -> None:
    (folder / "incidents.csv").write_text(LIST)
    bring_in(folder / "incidents.csv")


def when_the_supervisor_starts_the_day(visit: Visit) -> None:
    visit.opens("/worklist/")
    visit.follows("2 referrals missing")
    visit.sees("2 incidents with a child or an adult at risk")
    rows = visit.page.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Marked “Child” by the control room")
    expect(rows.nth(2)).to_contain_text("00003_I_04082025")
    visit.follows(Incident.objects.get(log_number="00003_I_04082025").number)
    visit.sees("Referral missing")
    visit.sees("Joan Example")


def when_the_officer_s_supervisor_is_asked(visit: Visit) -> None:
    visit.presses("Ask for the referral")
    visit.is_at(r"/missing/requests/\d+/")
    visit.sees("Log 00003_I_04082025 of 4 August 2025 calls for a safeguarding referral")
    visit.sees("Supervisor 1200")
    expect(visit.page.get_by_role("main")).not_to_contain_text("Example")


def when_the_referral_comes(folder: Path) -> None:
    bring_in(files.write(folder / "shropshire.csv", [files.row(3)]))


def then_it_is_settled_by_itself(visit: Visit) -> None:
    visit.opens(Incident.objects.get(log_number="00003_I_04082025").get_absolute_url())
    visit.sees("Referral found")
    visit.sees("Same log number.")
    visit.opens("/missing/?show=settled")
    visit.sees("Referral found")
    visit.opens("/missing/?show=not_asked")
    visit.sees("1 incident with a child or an adult at risk")


def when_the_other_is_found_not_to_need_one(visit: Visit) -> None:
    visit.follows(Incident.objects.get(log_number="00077_I_04082025").number)
    visit.presses("No referral is needed")
    visit.sees("There is a problem")
    visit.fills("Why is no referral needed?", "The call was about another address.")
    visit.presses("No referral is needed")
    visit.sees("Referral not needed")


def then_nothing_is_missing_until_that_is_undone(visit: Visit) -> None:
    visit.opens("/missing/")
    visit.sees("No referral is missing")
    visit.opens(Incident.objects.get(log_number="00077_I_04082025").get_absolute_url())
    visit.fills("Why is this undone?", "The caller rang again.")
    visit.presses("Undo it")
    visit.fills("The referral", "VH-999999")
    visit.fills("How do you know?", "The officer says so.")
    visit.presses("Link it")
    visit.sees("There is no referral of that number")
    visit.fills("The referral", Referral.objects.get().number)
    visit.presses("Link it")
    visit.sees("Referral found")


def test_a_repeat_folded_and_unfolded(visit: Visit, supervisor: User, tmp_path: Path) -> None:
    first, again = files.row(3), {**files.row(3), "URN": "SHR-2025-00099", "CSC": "Y", "Comments": "Rang twice"}
    bring_in(files.write(tmp_path / "shropshire.csv", [first, again, files.row(8)]))
    found, other = Referral.objects.order_by("pk")
    visit.is_by(supervisor)

    visit.opens(found.get_absolute_url())
    visit.sees("Typed in more than once")
    visit.sees("Rang twice")
    visit.follows("Not the same: make SHR-2025-00099 a referral of its own")
    visit.fills("Why are these two referrals?", "Two visits on one night.")
    visit.presses("Unfold it")
    visit.sees("it is on the worklist")

    visit.opens(other.get_absolute_url())
    visit.follows("This repeats another referral: fold it")
    visit.presses("Fold it")
    visit.sees("There is a problem")
    visit.fills("The referral it repeats", found.number)
    visit.fills("Why are these one referral?", "One call, typed in twice.")
    visit.presses("Fold it")
    visit.is_at(found.get_absolute_url())
    assert Entry.objects.filter(state=Entry.State.DUPLICATE).get().reference == "SHR-2025-00008"
    visit.opens(other.get_absolute_url())
    visit.sees("Folded into")
