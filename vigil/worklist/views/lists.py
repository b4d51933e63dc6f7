"""The worklist, what it can be narrowed to, and the page each person starts at."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from vigil.accounts.access import UserRequest, requires, signed_in
from vigil.accounts.roles import Permission, Role
from vigil.ui.paging import Slice
from vigil.ui.spreadsheets import csv_lines
from vigil.worklist import forms
from vigil.worklist.actions import looking
from vigil.worklist.queries import counts, held, rows
from vigil.worklist.queries import export as sheet
from vigil.worklist.queries import start as beginning
from vigil.worklist.queries.filters import SORTS, Filters, Sort

HUB_NUMBER = re.compile(r"\s*VH-?\s*(\d{1,12})\s*", re.IGNORECASE)
SEARCHES_KEPT = 20
FIRST_FEW = 5


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks of the list: the form as chosen, and what that means."""

    form: forms.Narrow
    chosen: dict[str, str]
    searched: str
    filters: Filters
    sort: Sort

    @property
    def narrowed(self) -> bool:
        """Whether the filters, and not only a search, are in use."""
        return bool(self.chosen.keys() - {"found"})

    @property
    def sorted_by(self) -> str:
        return SORTS[self.sort].lower()

    @property
    def narrowed_by(self) -> list[str]:
        """The choices as the form calls them, to stand over a list on paper."""
        words = [f"found for “{self.searched}”"] if self.searched else []
        for name in ("area", "grade", "incident_type", "flag", "age"):
            options = dict(self.form.fields[name].choices)  # type: ignore[attr-defined]
            words += [options[self.chosen[name]]] if name in self.chosen else []
        return words + (["overdue"] if self.filters.overdue else [])

    def pages(self, around: Slice) -> list[str]:
        """Return the addresses of the first, previous, next and last page, "" where there is none."""
        cursors = (around.first, around.previous, around.next, around.last)
        return ["" if cursor is None else self.link(page=cursor) for cursor in cursors]

    def link(self, view: str = "worklist", **changes: str) -> str:
        """Return the address of a view with the same choices but for the changes ("" takes a choice away)."""
        choices = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return reverse(view) + (f"?{urlencode(choices)}" if choices else "")


def _asked(request: HttpRequest) -> Asked:
    form = forms.Narrow(request.GET)
    chosen = form.chosen()
    searched = request.session.get("searches", {}).get(chosen.get("found", ""), "")
    if not searched and chosen.pop("found", ""):
        messages.warning(request, "That search was in an earlier session. Search again.")
    return Asked(
        form=form,
        chosen=chosen,
        searched=searched,
        filters=forms.filters(chosen, searched=searched),
        sort=Sort(chosen.get("sort", Sort.ORDER)),
    )


def _this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


@require_GET
@requires(Permission.SEE_WORKLIST)
def worklist(request: UserRequest) -> HttpResponse:
    asked, at = _asked(request), _this_minute()
    page = rows.page(asked.filters, asked.sort, cursor=request.GET.get("page", ""), at=at)
    return render(
        request,
        "worklist/worklist.html",
        {
            "asked": asked,
            "at": at,
            "counts": counts.counts(asked.filters, at=at),
            "page": page,
            "pages": asked.pages(page.around),
            "filters": _filters(tuple(asked.chosen.items())),
            "may_export": request.user.may(Permission.EXPORT),
            "may_take": request.user.may(Permission.ASSESS),
        },
    )


@lru_cache(maxsize=256)
def _filters(chosen: tuple[tuple[str, str], ...]) -> Markup:
    """Return the panel of filters. It says nothing but what was chosen, and took a quarter of the page's time."""
    panel = render_to_string("worklist/filters.html", {"form": forms.Narrow(dict(chosen))})
    return Markup(panel)  # noqa: S704  (drawn by a template, which escapes)


@require_POST
@requires(Permission.SEE_WORKLIST)
def search(request: UserRequest) -> HttpResponse:
    """Keep the words in the session and show what they find: an address must not hold a name."""
    form, at = forms.Search(request.POST), timezone.now()
    if not form.is_valid():
        return render(request, "worklist/search.html", {"form": form})
    words = form.cleaned_data["words"]
    if number := HUB_NUMBER.fullmatch(words):
        return redirect("referral", int(number[1]))
    found = counts.counts(forms.filters({}, searched=words), at=_this_minute()).found
    looking.record_search(found=found, by=request.user, at=at)
    token = secrets.token_urlsafe(9)
    kept = list(request.session.get("searches", {}).items())
    request.session["searches"] = dict([*kept[1 - SEARCHES_KEPT :], (token, words)])
    return redirect(f"{reverse('worklist')}?found={token}")


@require_POST
@requires(Permission.EXPORT)
def export(request: UserRequest) -> StreamingHttpResponse:
    asked, at = _asked(request), _this_minute()
    number = counts.counts(asked.filters, at=at).found
    looking.record_export(chosen=asked.chosen, referrals=number, by=request.user, at=timezone.now())
    lines = csv_lines(sheet.HEADINGS, map(sheet.cells, rows.every(asked.filters, asked.sort, at=at)))
    name = f"worklist-{timezone.localtime(at):%Y-%m-%d-%H%M}.csv"
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
@requires(Permission.EXPORT)
def printed(request: UserRequest) -> HttpResponse:
    asked, at = _asked(request), _this_minute()
    lines = rows.printed(asked.filters, asked.sort, at=at)
    looking.record_print(chosen=asked.chosen, referrals=len(lines), by=request.user, at=timezone.now())
    return render(
        request,
        "worklist/print.html",
        {"asked": asked, "at": at, "lines": lines, "found": counts.counts(asked.filters, at=at).found},
    )


@require_GET
@signed_in
def start(request: UserRequest) -> HttpResponse:
    """Say what to do next, and why, to each role."""
    at, role = _this_minute(), Role(request.user.role)
    if role is Role.OFFICER:  # their page is intake's, which stands above: it is known here by its name alone
        return redirect("officer_forms")
    if role is Role.PARTNER:  # and so is theirs, which is sharing’s
        return redirect("portal")
    page: dict[str, Any] = {"at": at, "role": role.value}
    if request.user.may(Permission.SEE_BACKLOG):
        page["counts"] = counts.counts(Filters(), at=at)
    if request.user.may(Permission.ASSESS):
        page["others"] = beginning.others_wait(request.user, at=at)
    match role:
        case Role.ASSESSOR:
            page |= {"lines": rows.foremost(FIRST_FEW, at=at), "held": held.held_by(request.user, at=at)}
        case Role.LEADER:
            page["concerns"] = beginning.concerns(at=at)
        case Role.SUPERVISOR:
            page["areas"] = beginning.load_by_area(at=at)
    return render(request, f"worklist/start_{role.value}.html", page)
