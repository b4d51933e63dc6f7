"""What is chosen and typed to decide what partners are told."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from vigil.rules.sharing.guards import PROTECTS_WORDS, Protects
from vigil.rules.sharing.terms import Basis, Choice, Consent, PartnerKind, choices
from vigil.sharing.actions.deciding import Said
from vigil.sharing.packets import may_have_narrative
from vigil.sharing.queries.sources import CONSENT, Proposed
from vigil.triage.models import Assessment
from vigil.ui.forms import DayField

_SHORT = {"rows": 2}


class Common(forms.Form):
    """What is the same for every partner: what was said about sharing, and the hub's own account."""

    consent = forms.ChoiceField(
        choices=choices(Consent),
        initial=Consent.NOT_ASKED,
        label="What was said about sharing?",
        error_messages={"required": "Say what was said about sharing"},
    )
    consent_overridden = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(_SHORT),
        label="If consent was not given: why is it shared all the same?",
        help_text="Left empty, what the rules give for each partner stands.",
    )
    account = forms.CharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 4}),
        label="What happened, in your own words",
        help_text="For partners who do not get what the officer wrote. Name nobody they are not told about.",
    )


def from_assessment(assessment: Assessment | None) -> dict[str, Any]:
    """Return what the assessor was told of sharing, to begin with."""
    if assessment is None:
        return {}
    return {
        "consent": CONSENT.get(assessment.consent, Consent.NOT_ASKED),
        "consent_overridden": "" if assessment.consent == Consent.GIVEN else assessment.consent_why,
    }


class ForPartner(forms.Form):
    """What is decided for one partner. It begins with what the rules propose."""

    choice = forms.ChoiceField(
        choices=choices(Choice), widget=forms.RadioSelect, error_messages={"required": "Choose what they are told"}
    )
    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(_SHORT),
        label="Reason",
        error_messages={"required": "Record why: an inspector, or a coroner, will ask"},
    )
    with_narrative = forms.BooleanField(required=False, label="Include what the officer wrote")
    worker = forms.CharField(required=False, max_length=120, label="Worker already allocated")
    basis = forms.ChoiceField(required=False, choices=[("", "None"), *choices(Basis)], label="Law it rests on")
    purpose = forms.CharField(required=False, max_length=400, label="Purpose")
    recall_date = DayField(required=False, label="If not shared: look again on")

    def __init__(self, proposed: Proposed, data: Any = None, *, at: datetime) -> None:
        proposal = proposed.proposal
        super().__init__(
            data,
            prefix=f"partner{proposed.partner.pk}",
            initial={
                "choice": proposal.choice,
                "reason": " ".join(proposal.reasons),
                "with_narrative": True,
                "worker": "",
                "basis": proposal.basis or "",
                "purpose": proposal.purpose,
                "recall_date": timezone.localdate(at) + timedelta(days=proposal.recall_days or 30),
            },
        )
        self.proposed = proposed
        self.fields["choice"].label = f"What is {proposed.partner} told?"
        if not may_have_narrative(PartnerKind(proposed.partner.kind)):
            del self.fields["with_narrative"]

    @property
    def before_the_fold(self) -> int:
        """How many fields everybody looks at; the rest hold what the rules gave, and are seldom changed."""
        return 3 if "with_narrative" in self.fields else 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        proposal = self.proposed.proposal
        if cleaned.get("choice") != proposal.choice and cleaned.get("reason", "").strip() == " ".join(proposal.reasons):
            words = f"{self.proposed.partner}: you chose otherwise than the rules propose. Say why."
            self.add_error("reason", words)
        return cleaned

    def said(self, common: dict[str, Any]) -> Said:
        """Return what was decided for this partner, with what was said for all."""
        own = self.cleaned_data
        consent = Consent(common["consent"])
        day: date | None = own["recall_date"]
        overridden = "" if consent is Consent.GIVEN else common["consent_overridden"].strip()
        return Said(
            choice=Choice(own["choice"]),
            worker=own["worker"],
            basis=Basis(own["basis"]) if own["basis"] else None,
            purpose=own["purpose"],
            reason=own["reason"],
            consent=consent,
            consent_overridden=overridden or self._proposed_override(consent),
            recall_date=day,
            with_narrative=bool(own.get("with_narrative")),
            account=common["account"],
        )

    def _proposed_override(self, consent: Consent) -> str:
        """Return why the rules would share without consent: it was worked out for nobody having been asked."""
        if consent in (Consent.GIVEN, Consent.REFUSED):
            return ""  # against a refusal, a person says why
        return self.proposed.proposal.consent_overridden


class Protect(forms.Form):
    """A detail that partners must not see."""

    protects = forms.ChoiceField(
        choices=[(one.value, PROTECTS_WORDS[one]) for one in Protects],
        widget=forms.RadioSelect,
        label="What is it?",
        error_messages={"required": "Choose what it is"},
    )
    value = forms.CharField(
        max_length=400,
        label="Write it out in full",
        help_text="An address with commas and its postcode; a person by forename and surname",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Write out what is kept back"},
    )
    subject = forms.ChoiceField(required=False, label="Whose is it?")
    may_see = forms.MultipleChoiceField(
        required=False,
        choices=choices(PartnerKind),
        widget=forms.CheckboxSelectMultiple,
        label="Who may see it all the same?",
    )

    def __init__(self, people: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["subject"].choices = [("", "Nobody in the referral"), *people]  # type: ignore[attr-defined]


class Why(forms.Form):
    """A reason, for a button that needs one."""

    why = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(_SHORT),
        label="Why?",
        error_messages={"required": "Record why"},
    )
