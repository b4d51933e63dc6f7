"""The shape of what is typed on the pages of the front door."""

import re
from typing import Any

from django import forms

from vigil.intake import sources
from vigil.intake.queries.incidents import SHOW_WORDS
from vigil.referrals.models import Referral, choices
from vigil.rules.terms import Area, Grade, label


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more files."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not data:
            raise forms.ValidationError("Choose a file to import")
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class HandOver(forms.Form):
    chosen = SeveralFilesField(
        label="Files to import",
        help_text="XLSX, CSV, XML or NDJSON, up to 300 MB each. You can choose several at once.",
    )


class ChooseMapping(forms.Form):
    mapping = forms.ChoiceField(label="What do its columns mean?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, mapping.title) for name, mapping in sorted(sources.known().items())]
        field.error_messages["required"] = "Choose a mapping"


class Undo(forms.Form):
    reason = forms.CharField(
        label="Why is it undone?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Record why the import is undone"},
    )


class SetAside(forms.Form):
    why = forms.CharField(
        label="Why can it stay out?",
        help_text="For example: the officer says it was made to try the form.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Record why it can stay out"},
    )


_MOMENT_FORMATS = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H%M", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
_MOMENT_HELP = "For example 3/9/2025 21:40. Leave the time out if it is not known."
_MOMENT_WRONG = "Enter a real date, for example 3/9/2025 21:40"


class Mend(forms.Form):
    """What can be put right in a quarantined entry. An empty box keeps what was read."""

    reference = forms.CharField(label="Reference", max_length=80, required=False)
    incident_at = forms.DateTimeField(
        label="When it happened",
        help_text=_MOMENT_HELP,
        required=False,
        input_formats=_MOMENT_FORMATS,
        error_messages={"invalid": _MOMENT_WRONG},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    submitted_at = forms.DateTimeField(
        label="When it was submitted",
        help_text=_MOMENT_HELP,
        required=False,
        input_formats=_MOMENT_FORMATS,
        error_messages={"invalid": _MOMENT_WRONG},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    officer_grade = forms.ChoiceField(
        label="Officer’s grade",
        required=False,
        choices=[("", "Not graded"), *((grade.value, label(grade)) for grade in Grade)],
    )
    narrative = forms.CharField(label="Narrative", required=False, widget=forms.Textarea(attrs={"rows": 8}))
    is_real = forms.BooleanField(label="This is a real referral, not a test record", required=False)


_HUB_NUMBER = re.compile(r"\s*(?:VH-?)?\s*(\d{1,12})\s*", re.IGNORECASE)


class ReferralField(forms.CharField):
    """A referral by the hub's own number."""

    def clean(self, value: str | None) -> Referral:
        number = _HUB_NUMBER.fullmatch(super().clean(value))
        found = Referral.objects.filter(pk=int(number[1])).first() if number else None
        if found is None:
            raise forms.ValidationError("There is no referral of that number. It reads like VH-000123")
        return found


def _why(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": missing}
    )


class Fold(forms.Form):
    """Which referral this one repeats."""

    into = ReferralField(
        label="The referral it repeats",
        help_text="The hub’s number, such as VH-000123. That one stays, and this one leaves the worklist.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the number of the referral that it repeats"},
    )
    reason = _why("Why are these one referral?", "Record why these are one referral")


class Unfold(forms.Form):
    """Why an entry is a referral of its own, and its number where it bears another's."""

    reference = forms.CharField(
        label="Its own number",
        max_length=80,
        help_text="It bears the number of the referral it was folded into. Ask the team for its own.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter its own number"},
    )
    reason = _why("Why are these two referrals?", "Record why these are two referrals")

    def __init__(self, *args: Any, needs_a_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_a_number:
            del self.fields["reference"]


class NarrowMissing(forms.Form):
    """What the list of missing referrals is narrowed to."""

    show = forms.ChoiceField(required=False, choices=[(show.value, words) for show, words in SHOW_WORDS.items()])
    area = forms.ChoiceField(required=False, choices=[("", "All areas"), *choices(Area)])


class LinkReferral(forms.Form):
    """Which referral is the missing one."""

    referral = ReferralField(
        label="The referral",
        help_text="The hub’s number, such as VH-000123.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the number of the referral"},
    )
    why = _why("How do you know?", "Say how you know that this referral is about the incident")


class NotNeeded(forms.Form):
    """Why an incident needs no referral."""

    why = _why(
        "Why is no referral needed?",
        "Record why no referral is needed",
        "For example: the call was about another address, and nobody was at risk.",
    )


class UndoSettlement(forms.Form):
    """Why what settled an incident is undone."""

    why = _why("Why is this undone?", "Record why this is undone")
