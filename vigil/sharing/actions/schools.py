"""Taking in the schools directory as a council or the national register gives it, row by row."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.school_notice import SETTING_WORDS, Setting
from vigil.rules.sharing.terms import PartnerKind
from vigil.rules.terms import LABELS, Area
from vigil.sharing.actions.partners import add_partner, add_route
from vigil.sharing.channels.mail import ADDRESS
from vigil.sharing.models import Partner, School

HEADINGS = ("name", "setting", "area", "urn", "also_known_as", "call_name", "call_phone", "email")
MOST_BYTES = 5_000_000


class Unreadable(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A file that is no list of schools. The message says why."""


class _Held(Exception):  # noqa: N818  (a row's refusal)
    """A row that cannot be taken in. The message says why."""


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """What became of a file: schools added and changed, rows that changed nothing, and (line, why) for those held."""

    added: int
    changed: int
    known: int
    held: list[tuple[int, str]]


@transaction.atomic
def take_in(content: bytes, *, by: User | None, at: datetime) -> TakenIn:
    """Take in a CSV file of schools with ``HEADINGS``. The same file again changes nothing. Raises ``Unreadable``."""
    counts = {"added": 0, "changed": 0, "known": 0}
    held: list[tuple[int, str]] = []
    for line, row in _rows(content):
        try:
            with transaction.atomic():
                counts[_take_row(row, by=by, at=at)] += 1
        except _Held as refusal:
            held.append((line, str(refusal)))
    audit.record(
        "schools.imported",
        by=by,
        at=at,
        added=counts["added"],
        changed=counts["changed"],
        known=counts["known"],
        held=len(held),
    )
    return TakenIn(**counts, held=held)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is over 5 MB: hand it over in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not UTF-8 text. Save it as CSV UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "")))
    found = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in HEADINGS if name not in found]
    if missing:
        raise Unreadable(f"The first row lacks these headings: {', '.join(missing)}.")
    reader.fieldnames = found
    try:
        for row in reader:
            cells = {name: (row[name] or "").strip() for name in HEADINGS}
            yield reader.line_num, cells | {"extra": "yes" if reader.restkey in row else ""}
    except csv.Error:
        raise Unreadable(f"The file cannot be read as CSV after line {reader.line_num}.") from None


def _take_row(row: dict[str, str], *, by: User | None, at: datetime) -> str:
    """Return whether the row added a school, changed one or said what was known. Raises ``_Held``."""
    if row["extra"]:
        raise _Held("The row has more cells than the headings: put quotes around what holds a comma.")
    setting, area, email = _setting(row["setting"]), _area(row["area"]), row["email"]
    if not row["name"] or len(row["name"]) > 120:
        raise _Held("Give the school’s name, in at most 120 letters.")
    if not row["call_name"] or not row["call_phone"]:
        raise _Held("Give the safeguarding lead’s desk and phone, for when messages fail.")
    if email and not ADDRESS.fullmatch(email):
        raise _Held("The e-mail is not one address.")
    names = [name.strip() for name in row["also_known_as"].split(";") if name.strip()]
    contact = {"call_name": row["call_name"][:120], "call_phone": row["call_phone"][:40]}
    school = School.objects.filter(partner__name__iexact=row["name"]).select_related("partner").first()
    if school is None:
        if row["urn"] and School.objects.filter(urn=row["urn"]).exists():
            raise _Held("Another school has this number. Put its old name under also_known_as.")
        if Partner.objects.filter(name__iexact=row["name"]).exclude(kind=PartnerKind.SCHOOL).exists():
            raise _Held("A partner that is no school has this name.")
        partner = Partner.objects.filter(name__iexact=row["name"]).first() or add_partner(
            name=row["name"], kind=PartnerKind.SCHOOL, area=area, **contact, by=by, at=at
        )
        School.objects.create(partner=partner, setting=setting, urn=row["urn"][:20], also_known_as=names)
        _reach(partner, email, by=by, at=at)
        return "added"
    partner = school.partner
    before = (partner.call_name, partner.call_phone, partner.area, school.setting, list(school.also_known_as))
    partner.call_name, partner.call_phone, partner.area = contact["call_name"], contact["call_phone"], area
    school.setting = setting
    # What people taught the directory stays.
    school.also_known_as = [*school.also_known_as, *(name for name in names if name not in school.also_known_as)]
    after = (partner.call_name, partner.call_phone, partner.area, school.setting, list(school.also_known_as))
    reached = _reach(partner, email, by=by, at=at)
    if before == after and not reached:
        return "known"
    partner.save(update_fields=["call_name", "call_phone", "area"])
    school.save(update_fields=["setting", "also_known_as"])
    audit.record("partner.changed", partner, by=by, at=at)
    return "changed"


def _reach(partner: Partner, email: str, *, by: User | None, at: datetime) -> bool:
    """Give a school its secure mail, or its new address. Return whether that changed anything."""
    if not email:
        return False
    wanted = {**settings.HUB_MAIL, "to": email, "domain": email.rpartition("@")[2], "form": "attached"}
    route = partner.routes.filter(channel="mail", stopped_at=None).first()
    if route is None:
        add_route(partner, channel="mail", settings=wanted, by=by, at=at)
        return True
    if route.settings.get("to") == email:
        return False
    route.settings = {**route.settings, "to": email, "domain": wanted["domain"]}
    route.save(update_fields=["settings"])
    return True


def _setting(written: str) -> Setting:
    words = {SETTING_WORDS[one].lower(): one for one in Setting} | {one.value: one for one in Setting}
    if written.lower() not in words:
        raise _Held(f"Write the setting as one of: {', '.join(Setting)}.")
    return words[written.lower()]


def _area(written: str) -> str:
    words = {LABELS[one].lower(): one for one in Area} | {one.value: one for one in Area}
    if written and written.lower() not in words:
        raise _Held(f"Write the area as one of: {', '.join(Area)}, or leave it empty for all.")
    return words[written.lower()] if written else ""
