"""The template engine every page is drawn with.

Two environments, because GOV.UK's macros test options that were never given, which our own
templates may not: in them a name that does not exist is an error.
"""

from functools import cache
from importlib.metadata import version
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import BaseLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from vigil.rules.terms import label
from vigil.ui import forms, words

_GOVUK = Environment(
    autoescape=True, loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
)


@cache
def _macro(component: str) -> Any:
    module = _GOVUK.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, "govuk" + component.title().replace("-", ""))


def govuk(component: str, **options: Any) -> Markup:
    """Return a GOV.UK component, named as in the design system ("error-summary"), with its documented options."""
    return Markup(_macro(component)(options))  # noqa: S704  (a macro of an escaping environment)


def environment(*, loader: BaseLoader, auto_reload: bool, **_: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for. Its opinion on undefined names is not taken."""
    ours = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, loader=loader, auto_reload=auto_reload
    )
    ours.globals |= {
        "static": static,
        "url": _url,
        "label": label,
        "govuk": govuk,
        "components": forms.components,
        "errors": forms.errors,
        "release": version("vigil"),
    }
    ours.filters |= {
        "moment": words.moment,
        "day": words.day,
        "duration": words.duration,
        "number": words.number,
        "plural": words.plural,
    }
    return ours


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)
