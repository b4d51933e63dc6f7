"""Pages of imports, what is in quarantine, and the data-quality report."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.intake import forms
from vigil.intake.actions import handing_over, mending, undoing
from vigil.intake.models import Entry, Import
from vigil.intake.quality import report, table
from vigil.intake.queries import imports as queries
from vigil.intake.tasks import run_import
from vigil.ui.paging import cut
from vigil.ui.spreadsheets import csv_lines

PAGE = 50


@requires(Permission.SEE_IMPORTS)
def imports(request: UserRequest) -> HttpResponse:
    form = forms.HandOver()
    return render(
        request,
        "intake/imports.html",
        {
            "page": cut(queries.listed(), by=["id"], descending=True, cursor=request.GET.get("cursor", ""), size=PAGE),
            "states": dict(Import.State.choices),
            "form": form,
            "may_import": request.user.may(Permission.IMPORT),
            "may_open": request.user.may(Permission.SEE_REFERRAL),
            "waiting": queries.quarantine().count(),
        },
    )


@requires(Permission.IMPORT)
@require_POST
def hand_over(request: UserRequest) -> HttpResponse:
    form = forms.HandOver(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "intake/hand_over.html", {"form": form})
    handed = [_hand_over_one(file, request) for file in form.cleaned_data["chosen"]]
    return redirect(handed[0] if len(handed) == 1 else "imports")


def _hand_over_one(file: Any, request: UserRequest) -> Import:
    with transaction.atomic():  # the import and its job are written together
        handed = handing_over.hand_over(file, name=file.name, by=request.user, at=timezone.now())
        if handed.state == Import.State.QUEUED:
            run_import.enqueue(handed.pk, request.user.pk)
    return handed


@requires(Permission.SEE_IMPORTS)
def one_import(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.imports(), pk=pk)
    return render(request, "intake/import.html", _about(found, request))


@requires(Permission.SEE_IMPORTS)
def progress(request: UserRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while a file is read."""
    found = get_object_or_404(queries.imports(), pk=pk)
    return render(request, "intake/progress.html", _about(found, request))


def _about(found: Import, request: UserRequest) -> dict[str, Any]:
    may_import = request.user.may(Permission.IMPORT)
    return {
        "found": found,
        "counts": queries.counts(found),
        "may_import": may_import,
        "form": forms.ChooseMapping(initial={"mapping": found.recognition.get("mapping")}),
        "obstacles": undoing.obstacles_to_undoing(found) if may_import else [],
        "holds_incidents": queries.holds_incidents(found),
        "at_work": found.state in {Import.State.QUEUED, Import.State.RUNNING},
    }


@requires(Permission.IMPORT)
@require_POST
def choose_mapping(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.imports(), pk=pk)
    form = forms.ChooseMapping(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                handing_over.choose_mapping(
                    found, mapping=form.cleaned_data["mapping"], by=request.user, at=timezone.now()
                )
                run_import.enqueue(found.pk, request.user.pk)
        except handing_over.CannotStart as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return render(request, "intake/import.html", {**_about(found, request), "form": form})


@requires(Permission.IMPORT)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.imports(), pk=pk)
    form = forms.Undo(request.POST or None)
    if form.is_valid():
        try:
            undoing.undo(found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except undoing.CannotUndo as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Undone: the referrals of {found.name} have left the worklist.")
            return redirect(found)
    about = {"found": found, "form": form, "counts": queries.counts(found)}
    return render(request, "intake/undo.html", {**about, "obstacles": undoing.obstacles_to_undoing(found)})


@requires(Permission.SEE_IMPORTS)
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.imports(), pk=pk)
    return render(request, "intake/quality.html", {"found": found, "report": report(found)})


@requires(Permission.SEE_IMPORTS)
def quality_csv(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.imports(), pk=pk)
    lines = csv_lines(("what", "field or code", "number", "share or effect", "words"), table(report(found)))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="data-quality-{found.pk}.csv"'
    return response


@requires(Permission.SEE_REFERRAL)
def quarantine(request: UserRequest) -> HttpResponse:
    chosen = get_object_or_404(Import, pk=request.GET["import"]) if request.GET.get("import", "").isdigit() else None
    aside = "aside" in request.GET
    entries = queries.listed_entries(queries.set_aside() if aside else queries.quarantine(), chosen)
    about = {
        "page": cut(entries, by=["id"], cursor=request.GET.get("cursor", ""), size=PAGE),
        "number": entries.count(),
        "chosen": chosen,
        "aside": aside,
        "query": "&".join(["aside=1"] * aside + ([f"import={chosen.pk}"] if chosen else [])),
        "number_aside": queries.set_aside().count(),
    }
    return render(request, "intake/quarantine.html", about)


@requires(Permission.IMPORT)
@require_POST
def set_aside(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Entry, pk=pk)
    form = forms.SetAside(request.POST)
    if form.is_valid():
        try:
            mending.set_aside(found, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except mending.CannotMend as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Set aside: it stays in quarantine, off the list of what waits.")
        return redirect("quarantine")
    return render(request, "intake/set_aside.html", {"found": found, "form": form})


@requires(Permission.SEE_REFERRAL)
def entry(request: UserRequest, pk: int) -> HttpResponse:
    """A quarantined entry with what was read, its raw content, and a form that mends it."""
    found = get_object_or_404(Entry.objects.select_related("source_import", "referral", "duplicate_of"), pk=pk)
    may_mend = request.user.may(Permission.IMPORT) and found.state == Entry.State.QUARANTINED
    can_mend = may_mend and found.draft is not None  # a line of an incident list is mended in the list
    form = forms.Mend(request.POST or None, initial=mending.typed(found)) if can_mend else None
    if form and form.is_valid():
        try:
            mended = mending.mend(found, form.cleaned_data, by=request.user, at=timezone.now())
        except mending.CannotMend as refusal:
            for field, sentence in refusal.obstacles:
                form.add_error(field if field in form.fields else None, sentence)
        else:
            messages.success(request, _mended(mended))
            return redirect("quarantine")
    with transaction.atomic():
        audit.record("entry.viewed", found, by=request.user, at=timezone.now())
    about = {"found": found, "form": form, "set_aside": forms.SetAside() if may_mend else None}
    return render(request, "intake/entry.html", {**about, "cells": queries.cells(found)})


def _mended(entry: Entry) -> str:
    if entry.referral:
        return f"Received as {entry.referral.number}"
    return "Mended: it is a duplicate of an entry already received, and is folded into it"
