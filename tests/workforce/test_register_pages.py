"""The pages of the register: what they tell, whom they let change what, and what trace they leave."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import NOON, make_user, train
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import queries as audit
from vigil.audit.models import Event
from vigil.rules.skills import Skill
from vigil.workforce.actions import post
from vigil.workforce.models import Absence, Post, Practice, Step, Training, WorkingDay
from vigil.workforce.queries import register

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def on_the_page(client: Client, address: str, **typed: str) -> str:
    return client.post(address, typed, follow=True).content.decode()


def test_the_matrix_says_in_words_how_each_skill_stands(supervisor: User, signed_in: SignIn) -> None:
    train(make_user(last_name="Sooner"), Skill.CHILDREN, expires_on=timezone.localdate())
    train(make_user(last_name="Later"), Skill.CHILDREN, expires_on=date(2090, 1, 1))

    shown = text(signed_in(supervisor), "/skills/")

    assert "held, expires" in shown
    assert ">expired<" in shown
    assert "– none" in shown
    assert "Shadows: assesses nothing yet" in shown  # the supervisor, who has no step


def test_the_matrix_is_narrowed_to_a_team_and_a_site(supervisor: User) -> None:
    north, south = (
        post.team_at(name, site=site, by=None, at=NOON) for name, site in (("North", "Wem"), ("South", "Ross"))
    )
    one, other = make_user(), make_user()
    post.place(one, team=north, contracted_minutes=None, ends_on=None, by=None, at=NOON)
    post.place(other, team=south, contracted_minutes=None, ends_on=None, by=None, at=NOON)

    assert [row.person for row in register.matrix(team=north.pk, site=None, at=NOON)] == [one]
    assert [row.person for row in register.matrix(team=None, site=south.site.pk, at=NOON)] == [other]
    assert len(register.matrix(team=None, site=None, at=NOON)) == 3


def test_a_filter_that_makes_no_sense_shows_everybody(supervisor: User, signed_in: SignIn) -> None:
    assert signed_in(supervisor).get("/skills/?team=99999&site=x").status_code == 200


def test_the_sums_leave_out_who_may_not_use_their_skills(supervisor: User) -> None:
    train(make_user(), Skill.CHILDREN)
    ended = train(make_user(), Skill.CHILDREN)
    post.place(ended, team=None, contracted_minutes=None, ends_on=date(2025, 9, 20), by=None, at=NOON)

    rows = register.matrix(team=None, site=None, at=NOON)

    assert register.totals(rows)[0] == 1


def test_what_expires_leaves_out_what_is_renewed_and_says_who_else_holds_it(supervisor: User) -> None:
    soon = train(make_user(), Skill.CHILDREN, expires_on=date(2025, 10, 1))
    renewed = train(make_user(), Skill.CHILDREN, expires_on=date(2025, 10, 1))
    train(renewed, Skill.CHILDREN, expires_on=date(2027, 10, 1))
    past = train(make_user(), Skill.SIGN_OFF, expires_on=date(2025, 9, 1))
    train(make_user(), Skill.SIGN_OFF, expires_on=date(2025, 1, 1))  # too long ago to be news

    rows = register.expiring(at=NOON)

    assert [(row.person, row.skill, row.days, row.others) for row in rows] == [
        (past, "Sign-off", -19, 0),
        (soon, "Children", 11, 1),
    ]


def test_looking_at_another_persons_page_leaves_a_trace_and_at_ones_own_does_not(
    assessor: User, supervisor: User, signed_in: SignIn
) -> None:
    client = signed_in(supervisor)

    text(client, f"/skills/people/{assessor.pk}/")
    text(client, f"/skills/people/{supervisor.pk}/")
    text(client, "/skills/me/")
    text(client, "/skills/exposure/")

    assert list(Event.objects.order_by("number").values_list("verb", "thing_id")) == [
        ("user.viewed", str(assessor.pk)),
        ("exposure.viewed", ""),
    ]


def test_an_assessor_sees_their_own_page_and_what_would_open_each_gate(assessor: User, signed_in: SignIn) -> None:
    shown = text(signed_in(assessor), "/skills/me/")

    assert "Honour-based abuse, forced marriage and FGM" in shown
    assert "Distressing material" in shown
    assert "Add a training" not in shown


def test_an_inspector_sees_training_and_neither_exposure_nor_why_somebody_was_away(
    assessor: User, inspector: User, signed_in: SignIn
) -> None:
    Absence.objects.create(
        person=assessor,
        kind=Absence.Kind.SICKNESS,
        first_day=date(2025, 9, 1),
        last_day=date(2025, 9, 2),
        recorded_by=inspector,
        recorded_at=NOON,
    )

    shown = text(signed_in(inspector), f"/skills/people/{assessor.pk}/")

    assert "1 Sept 2025" in shown
    assert "sickness" not in shown.lower()
    assert "Distressing material" not in shown
    assert "Change" not in shown.split("<main")[1]


def test_a_supervisor_adds_a_training_from_the_page(assessor: User, supervisor: User, signed_in: SignIn) -> None:
    typed = {
        "course": "child_protection",
        "provider": "College of Examples",
        "evidence": "Certificate 9",
        "completed_date_day": "1",
        "completed_date_month": "3",
        "completed_date_year": "2025",
    }

    shown = on_the_page(signed_in(supervisor), f"/skills/people/{assessor.pk}/training/", **typed)

    assert "Added the training" in shown
    assert Training.objects.get().person == assessor


def test_a_refusal_stands_on_the_form(supervisor: User, signed_in: SignIn) -> None:
    shown = on_the_page(
        signed_in(supervisor), f"/skills/people/{supervisor.pk}/path/", to="independent", reason="I am good."
    )

    assert "Somebody else records this for you" in shown
    assert not Step.objects.exists()


def test_a_week_is_typed_day_by_day(assessor: User, supervisor: User, signed_in: SignIn) -> None:
    client = signed_in(supervisor)

    assert "enter hours like" in on_the_page(client, f"/skills/people/{assessor.pk}/week/", **{"0": "8 to 4"})
    on_the_page(client, f"/skills/people/{assessor.pk}/week/", **{"0": "08:00-16:00", "6": "22:00-06:00"})

    assert [(one.weekday, f"{one.starts:%H}-{one.ends:%H}") for one in WorkingDay.objects.all()] == [
        (0, "08-16"),
        (6, "22-06"),
    ]


def test_the_last_day_of_a_temporary_post_is_the_last_day_its_gates_are_open(
    assessor: User, supervisor: User, signed_in: SignIn
) -> None:
    on_the_page(
        signed_in(supervisor),
        f"/skills/people/{assessor.pk}/post/",
        contracted_minutes="37.5",
        ends_on_day="31",
        ends_on_month="3",
        ends_on_year="2026",
    )

    placed = Post.objects.get(person=assessor)
    assert (placed.contracted_minutes, placed.ends_on) == (2250, date(2026, 4, 1))


def test_buttons_do_one_thing_and_a_link_cannot_press_them(assessor: User, supervisor: User, signed_in: SignIn) -> None:
    client = signed_in(supervisor)

    assert client.get(f"/skills/people/{assessor.pk}/practice/").status_code == 405
    assert "Counted one assessment" in on_the_page(client, f"/skills/people/{assessor.pk}/practice/")
    counted = Practice.objects.get()
    assert "Took one assessment back" in on_the_page(client, f"/skills/practice/{counted.pk}/take-back/")
    assert "taken back already" in on_the_page(client, f"/skills/practice/{counted.pk}/take-back/")


def test_a_file_is_handed_over_on_the_page(administrator: User, signed_in: SignIn) -> None:
    content = (
        b"username,first name,last name,role,course\nr.vale,Robin,Vale,assessor,\nt.hay,Toni,Hay,assessor,Juggling\n"
    )
    client = signed_in(administrator)

    shown = client.post("/skills/import/", {"file": SimpleUploadedFile("p.csv", content)}, follow=True).content.decode()

    assert "2 read = 1 taken in + 0 that said nothing new + 1 held" in shown
    assert "No such course counts here" in shown
    refused = client.post("/skills/import/", {"file": SimpleUploadedFile("p.csv", b"a,b")}).content.decode()
    assert "No heading says" in refused
    assert [event.verb for event in audit.of(User.objects.get(username="r.vale"))] == ["user.added"]


def test_a_new_team_can_be_chosen_for_a_post(supervisor: User, signed_in: SignIn) -> None:
    client = signed_in(supervisor)
    person = make_user(Role.ASSESSOR)

    on_the_page(client, "/skills/teams/add/", name="North desk", site="Wem")

    assert "North desk, Wem" in text(client, f"/skills/people/{person.pk}/post/")
