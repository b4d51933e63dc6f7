"""The shape of what is typed into a secondary risk assessment, its second signature, and a further enquiry."""

from enum import StrEnum
from typing import Any

from django import forms

from vigil.referrals.models import choices
from vigil.rules import assessing
from vigil.rules.assessing import Answers, Consent, Filled, Proposal, Safeguarding
from vigil.rules.terms import Grade

FILLED_IN = "Filled in by Vigil."


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, assessing.LABELS[term]) for term in terms]


class Assess(forms.Form):
    """An assessment: every field may stay empty in a draft; what signing needs is ``rules.assessing``'s to say."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    grade = forms.ChoiceField(label="Your grade", choices=choices(Grade), widget=forms.RadioSelect, required=False)
    why = forms.CharField(
        label="Why this grade",
        help_text="Needed where it differs from the hub’s grade.",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    is_confirmed = forms.BooleanField(label="I have read what Vigil filled in, and it is right", required=False)
    consent = forms.ChoiceField(
        label="Do they agree to share?", choices=_choices(Consent), widget=forms.RadioSelect, required=False
    )
    consent_why = forms.CharField(
        label="If it is shared all the same: why", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    safeguarding = forms.ChoiceField(
        label="What has to be done at once?", choices=_choices(Safeguarding), widget=forms.RadioSelect, required=False
    )
    safeguarding_what = forms.CharField(
        label="If something has to be done: what, and who does it",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    proposal = forms.ChoiceField(
        label="What to share", choices=_choices(Proposal), widget=forms.RadioSelect, required=False
    )
    proposal_why = forms.CharField(
        label="If it is not shared: why nobody is told", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, filled: Filled, with_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = assessing.sections_asked(with_child=with_child)
        for section in self.sections:
            self.fields[section.value] = forms.CharField(
                label=assessing.LABELS[section],
                help_text=assessing.HINTS[section],
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )
        values: dict[str, str | None] = {section.value: words for section, words in filled.sections.items()}
        values |= {"safeguarding": filled.safeguarding, "proposal": filled.proposal}
        for name, value in values.items():
            if value and name in self.fields:
                self.initial.setdefault(name, value)
                self.fields[name].help_text = f"{FILLED_IN} {self.fields[name].help_text}"

    def answers(self) -> Answers:
        """Return what was typed, as the rules read it. Only of a valid form."""
        typed = self.cleaned_data
        return Answers(
            grade=Grade(typed["grade"]) if typed["grade"] else None,
            why=typed["why"],
            sections={section: typed[section.value] for section in self.sections},
            is_confirmed=typed.get("is_confirmed", False),
            consent=Consent(typed["consent"]) if typed["consent"] else None,
            consent_why=typed["consent_why"],
            safeguarding=Safeguarding(typed["safeguarding"]) if typed["safeguarding"] else None,
            safeguarding_what=typed["safeguarding_what"],
            proposal=Proposal(typed["proposal"]) if typed["proposal"] else None,
            proposal_why=typed["proposal_why"],
        )

    def as_draft(self) -> dict[str, Any]:
        """Return what was typed, to keep: every field but the version it was typed into."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SignSecond(forms.Form):
    """A second person's own grade, and why."""

    grade = forms.ChoiceField(
        label="How serious is it?",
        choices=choices(Grade),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grade"},
    )
    why = forms.CharField(
        label="Why?",
        help_text="What in the record made you choose this grade.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Record why"},
    )


class Ask(forms.Form):
    """A further enquiry."""

    of = forms.CharField(
        label="Ask whom?",
        help_text="The officer, a school, a GP: as you would say it.",
        max_length=200,
        error_messages={"required": "Say whom you ask"},
    )
    question = forms.CharField(
        label="What do you ask?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what you ask"},
    )


class Answer(forms.Form):
    """What came back."""

    words = forms.CharField(
        label="What was the answer?",
        help_text="If there will be none, say why you stop asking.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write down what the answer was"},
    )
