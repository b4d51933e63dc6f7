"""The shape of what is typed on the import pages."""

from typing import Any

from django import forms

from vigil.intake import sources
from vigil.rules.terms import Grade, label


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
