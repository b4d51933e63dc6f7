"""Notes to officers: written once, to the officer and their supervisor, mailed without a word about anybody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.factories import NOON, make_user
from tests.intake.test_officers import written
from tests.sharing.peers.ports import free_port
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.intake.actions import officers
from vigil.intake.actions.notes import mail_notes, write_notes
from vigil.intake.models import Note, OfficerForm
from vigil.intake.queries.notes import FEWER, patterns
from vigil.referrals.models import Referral
from vigil.rules.priority import class_of
from vigil.rules.terms import Grade

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


class Kept(Message):
    """Keeps the mails that a server takes."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[str] = []

    def handle_message(self, message: object) -> None:
        self.mails.append(str(message))


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Kept]:
    """A real mail server, which the hub is told of."""
    kept, port = Kept(), free_port()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    server.stop()


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.OFFICER, username="pc.beat", first_name="Sam", last_name="Beat")


@pytest.fixture
def sergeant(db: None) -> User:
    return make_user(Role.OFFICER, username="sgt.hale", first_name="Ida", last_name="Hale")


def sent(officer: User, *, station: str = "Wem", consent: str = "given", day: int = 19) -> OfficerForm:
    form = written(
        officer,
        you={"team": "Response B", "station": station, "supervisor": "SGT.Hale"},
        consent={"consent": consent, "why": ""},
        what={"incident_type": "domestic_abuse_partner", "day": f"2025-09-{day:02d}", "time": "21:40"},
    )
    officers.send(form, by=officer, at=NOON + timedelta(minutes=day))
    return OfficerForm.objects.get(pk=form.pk)


def test_a_raised_grade_is_told_to_the_officer_and_their_supervisor_once(officer: User, sergeant: User) -> None:
    sent(officer)  # strangulation is ticked, graded standard: it is held at high

    assert (write_notes(at=LATER), write_notes(at=LATER)) == (2, 0)

    notes = Note.objects.order_by("id")
    assert [(note.to, note.about, note.grade) for note in notes] == [
        (officer, "grade", "high"),
        (sergeant, "grade", "high"),
    ]
    assert Event.objects.filter(verb="note.written").count() == 2


def test_a_grade_that_changes_again_is_told_again(officer: User) -> None:
    sent(officer)
    write_notes(at=LATER)

    Referral.objects.update(grade=Grade.MEDIUM, order_class=class_of(held=Grade.MEDIUM))
    write_notes(at=LATER)

    assert list(Note.objects.order_by("id").values_list("grade", flat=True)) == ["high", "medium"]


def test_what_was_missing_is_told_once(officer: User) -> None:
    form = sent(officer, consent="not_asked")

    write_notes(at=LATER)
    write_notes(at=LATER)

    assert form.lacks == ["consent_why"]
    assert Note.objects.filter(about="lacked").count() == 1


def test_a_note_is_read_by_those_it_is_to_and_tells_nothing_of_anybody(officer: User, sergeant: User) -> None:
    sent(officer)
    write_notes(at=LATER)
    note = Note.objects.get(to=sergeant)
    own, other = Client(), Client()
    own.force_login(sergeant)
    other.force_login(officer)

    shown = own.get(note.get_absolute_url()).content.decode()

    assert "Strangulation on the DARA" in shown
    assert "Joan" not in shown
    assert "Larch" not in shown
    assert other.get(note.get_absolute_url()).status_code == 404
    assert Note.objects.get(pk=note.pk).read_at
    assert Event.objects.filter(verb="note.viewed", by=sergeant).count() == 1


def test_without_a_mail_server_a_note_waits_where_its_officer_starts(officer: User, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    sent(officer)
    write_notes(at=LATER)
    client = Client()
    client.force_login(officer)

    assert mail_notes(at=LATER) == 0

    assert "the hub holds it at another grade" in client.get(reverse("officer_forms")).content.decode()


def test_a_mail_leads_to_the_note_and_says_nothing_else(officer: User, sergeant: User, post: Kept) -> None:
    form = sent(officer)
    write_notes(at=LATER)

    assert (mail_notes(at=LATER), mail_notes(at=LATER)) == (2, 0)

    mail = post.mails[0]
    assert Note.objects.get(to=officer).get_absolute_url() in mail
    assert "pc.beat@police.example" in mail
    assert form.reference in mail
    assert not any(word in mail for word in ("Joan", "Example", "high", "Strangulation", "VH-"))


def test_a_mail_server_that_is_down_loses_no_note(officer: User, post: Kept, settings: LazySettings) -> None:
    sent(officer)
    write_notes(at=LATER)
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()

    assert mail_notes(at=LATER) == 0
    assert Note.objects.get().trouble == "ConnectionRefusedError"
    settings.EMAIL_PORT = port

    assert mail_notes(at=LATER) == 1


def test_small_groups_are_told_together_or_not_at_all(officer: User) -> None:
    for number, station in enumerate(["Wem"] * 5 + ["Ludlow"] * 3, start=1):
        sent(officer, station=station, consent="not_asked", day=2 * number)

    few = patterns(at=LATER)
    sent(officer, station="Oswestry")
    sent(officer, station="Ludlow")
    enough = patterns(at=LATER)

    assert [group.name for group in few.by_station] == ["Wem"]
    assert [(group.name, group.forms) for group in enough.by_station] == [("Wem", 5), (FEWER, 5)]
    assert few.by_field[0] == ("Why consent was not asked, or refused", 8)
    assert few.by_station[0].graded_lower == 5
