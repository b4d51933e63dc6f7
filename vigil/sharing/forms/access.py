"""What is typed to let a system call the API, or somebody at a partner sign in to the portal."""

from django import forms

from vigil.accounts.roles import Scope
from vigil.sharing.models import Partner


class MakeKey(forms.Form):
    name = forms.CharField(
        max_length=40,
        label="Name of the system",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter the system’s name"},
    )
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What may it do?",
        error_messages={"required": "Choose what the system may do"},
    )
    partner = forms.ModelChoiceField(
        Partner.objects.filter(is_active=True),
        required=False,
        empty_label="None: it is a police system",
        label="Partner it belongs to",
    )


class AddPerson(forms.Form):
    username = forms.CharField(
        max_length=150,
        label="Username",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter a username"},
    )
    first_name = forms.CharField(max_length=150, label="First name", error_messages={"required": "Enter a first name"})
    last_name = forms.CharField(max_length=150, label="Last name", error_messages={"required": "Enter a last name"})
    partner = forms.ModelChoiceField(
        Partner.objects.filter(is_active=True), label="Partner", error_messages={"required": "Choose a partner"}
    )
