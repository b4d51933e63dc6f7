"""Pages on which people say that two referrals are one, or that a folded entry is one of its own."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.intake import forms
from vigil.intake.actions import folding
from vigil.intake.models import Entry
from vigil.intake.queries.folding import alike, entries
from vigil.intake.queries.imports import cells
from vigil.referrals.models import Referral


@requires(Permission.FOLD)
def fold(request: UserRequest, pk: int) -> HttpResponse:
    """Fold one referral into another."""
    found = get_object_or_404(Referral, pk=pk)
    form = forms.Fold(request.POST or None)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            folding.fold(found, into, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except folding.CannotFold as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Folded {found.number} into {into.number}")
            return redirect(into)
    return render(request, "intake/fold.html", {"referral": found, "form": form, "alike": alike(found)})


@requires(Permission.FOLD)
def unfold(request: UserRequest, pk: int) -> HttpResponse:
    """Make a folded entry a referral of its own."""
    found = get_object_or_404(entries(), pk=pk, state=Entry.State.DUPLICATE, duplicate_of__referral__isnull=False)
    form = forms.Unfold(request.POST or None, needs_a_number=folding.needs_a_number(found))
    if form.is_valid():
        try:
            referral = folding.unfold(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except folding.CannotFold as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Received as {referral.number}: it is on the worklist")
            return redirect(referral)
    with transaction.atomic():
        audit.record("entry.viewed", found, by=request.user, at=timezone.now())
    return render(request, "intake/unfold.html", {"found": found, "form": form, "cells": cells(found)})
