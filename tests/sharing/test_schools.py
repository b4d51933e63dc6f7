import random
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import NOON
from tests.sharing.given import partner
from tests.sharing.test_school_notices import reported, school
from vigil.accounts.models import User
from vigil.config.demo_schools import add_schools
from vigil.rules.school_notice import find
from vigil.rules.sharing.terms import PartnerKind
from vigil.rules.terms import Area
from vigil.sharing.actions import school_notices, schools
from vigil.sharing.models import Route, School, SchoolNotice
from vigil.simulation.synthetic.places import school as made_up_school

pytestmark = pytest.mark.django_db

HEAD = "name,setting,area,urn,also_known_as,call_name,call_phone,email\n"
ROW = (
    "Larkmead Primary School,school,Shropshire,900001,LPS; Larkmead,"
    "Safeguarding desk,01632 960111,dsl@larkmead.example\n"
)


def taken_in(text: str) -> schools.TakenIn:
    return schools.take_in(text.encode(), by=None, at=NOON)


def test_a_school_is_added_with_the_way_to_reach_it() -> None:
    assert taken_in(HEAD + ROW).added == 1

    added = School.objects.get()
    assert added.place().names == ("Larkmead Primary School", "LPS", "Larkmead")
    assert Route.objects.get().settings["domain"] == "larkmead.example"


def test_the_same_file_again_changes_nothing() -> None:
    taken_in(HEAD + ROW)

    again = taken_in(HEAD + ROW)

    assert (again.added, again.changed, again.known) == (0, 0, 1)


def test_a_new_address_replaces_the_old_and_names_that_were_learnt_stay() -> None:
    taken_in(HEAD + ROW)
    School.objects.update(also_known_as=["Larky"])

    assert taken_in(HEAD + ROW.replace("dsl@", "office@")).changed == 1

    assert Route.objects.get().settings["to"] == "office@larkmead.example"
    assert School.objects.get().also_known_as == ["Larky", "LPS", "Larkmead"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW.replace("Larkmead Primary School", ""), "name"),
        (ROW.replace(",school,", ",zoo,"), "setting"),
        (ROW.replace("Shropshire", "Kent"), "area"),
        (ROW.replace("Safeguarding desk", ""), "safeguarding lead"),
        (ROW.replace("dsl@larkmead.example", "dsl@a.example, x@b.example"), "more cells"),
        (ROW.replace("dsl@larkmead.example", '"dsl@a.example, x@b.example"'), "not one address"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_held_with_its_line(row: str, why: str) -> None:
    taken = taken_in(HEAD + row + ROW.replace("Larkmead", "Elm").replace("900001", "900002"))

    assert taken.added == 1
    assert taken.held[0][0] == 2
    assert why in taken.held[0][1]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1,2\n", HEAD.replace("urn,", "").encode()])
def test_a_file_that_is_no_list_of_schools_is_refused(content: bytes) -> None:
    with pytest.raises(schools.Unreadable):
        schools.take_in(content, by=None, at=NOON)


def test_a_council_keeps_its_name_from_a_school() -> None:
    partner(PartnerKind.HOUSING, name="Larkmead Primary School")

    assert "no school" in taken_in(HEAD + ROW).held[0][1]


def test_a_person_finds_the_school_on_the_page(signed_in: Callable[[User], Client], assessor: User) -> None:
    found = school()
    reported(timezone.now(), "Larkmeadow Primary")
    school_notices.look(at=timezone.now())
    notice = SchoolNotice.objects.get()
    client = signed_in(assessor)

    assert "written as “Larkmeadow Primary”" in client.get(reverse("school_notices")).text
    assert "Larkmead Primary School" in client.get(notice.get_absolute_url()).text
    client.post(reverse("choose_school", args=[notice.pk]), {"school": found.pk, "remember": "on"})

    notice.refresh_from_db()
    assert notice.state == SchoolNotice.State.GOING
    assert found.pk == notice.school_id


def test_a_supervisor_holds_and_releases_on_the_page(signed_in: Callable[[User], Client], supervisor: User) -> None:
    school()
    reported(timezone.now())
    school_notices.look(at=timezone.now())
    notice = SchoolNotice.objects.get()
    client = signed_in(supervisor)

    refused = client.post(reverse("hold_notice", args=[notice.pk]), {"why": ""})
    assert "Record why the school is not told yet" in refused.text
    client.post(reverse("hold_notice", args=[notice.pk]), {"why": "The father works in its office."})
    assert "The father works in its office." in client.get(reverse("school_notices")).text
    client.post(reverse("release_notice", args=[notice.pk]))

    notice.refresh_from_db()
    assert notice.state == SchoolNotice.State.GOING


def test_a_file_is_handed_over_on_the_page(signed_in: Callable[[User], Client], supervisor: User) -> None:
    client = signed_in(supervisor)

    bad = SimpleUploadedFile("schools.csv", (HEAD + ROW.replace("Shropshire", "Kent")).encode())
    assert "Write the area as one of" in client.post(reverse("import_schools"), {"file": bad}).text
    good = SimpleUploadedFile("schools.csv", (HEAD + ROW).encode())
    client.post(reverse("import_schools"), {"file": good})

    assert "Larkmead Primary School" in client.get(reverse("schools"), {"named": "larkmead"}).text


@pytest.mark.slow
def test_made_up_children_of_a_council_go_to_its_schools_in_the_demonstration() -> None:
    add_schools(NOON)

    directory = [one.place() for one in School.objects.select_related("partner")]
    area = Area.HEREFORDSHIRE
    for age in range(3, 17):
        written = made_up_school(random.Random(age), age)
        (place,) = find(written, age=age, area=area, directory=directory).places
        assert School.objects.get(pk=place).partner.area == area
