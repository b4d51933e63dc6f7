"""What is typed about school notices and the schools directory."""

from collections.abc import Sequence
from typing import Any

from django import forms

from vigil.sharing.queries.schools import Choice

_WHY = forms.Textarea({"rows": 2})


class Hold(forms.Form):
    why = forms.CharField(
        label="Why is the school not told yet?",
        widget=_WHY,
        max_length=400,
        error_messages={"required": "Record why the school is not told yet"},
    )


class End(forms.Form):
    why = forms.CharField(
        label="Why does no notice go?",
        help_text="Or whom you told by telephone, and when",
        widget=_WHY,
        max_length=400,
        error_messages={"required": "Record why no notice goes, or whom you told"},
    )


class FindSchool(forms.Form):
    named = forms.CharField(
        required=False,
        max_length=120,
        label="Look for another name",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class ChooseSchool(forms.Form):
    school = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label="Which school is it?",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose a school of this list"},
    )
    remember = forms.BooleanField(required=False, label="The directory learns the name as it was written")

    def __init__(self, found: Sequence[Choice], *arguments: Any) -> None:
        super().__init__(*arguments)
        school = self.fields["school"]
        assert isinstance(school, forms.TypedChoiceField)
        school.choices = [(choice.key, choice.words) for choice in found]


class SchoolsFile(forms.Form):
    file = forms.FileField(
        label="File of schools",
        help_text="A CSV file, with headings in its first row",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )
