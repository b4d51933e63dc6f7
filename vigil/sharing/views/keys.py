"""Keys of systems that call the API."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.models import ApiKey
from vigil.accounts.roles import Permission, Scope
from vigil.sharing.actions import keys as actions
from vigil.sharing.forms.access import MakeKey


@requires(Permission.MANAGE_KEYS)
def api_keys(request: UserRequest) -> HttpResponse:
    """Show the keys, and make one: its secret stands on the answer and never again."""
    form, secret = MakeKey(request.POST or None), ""
    if form.is_valid():
        scopes = [Scope(scope) for scope in form.cleaned_data["scopes"]]
        try:
            _, secret = actions.make(
                form.cleaned_data["name"],
                scopes=scopes,
                partner=form.cleaned_data["partner"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.CannotMakeKey as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            form = MakeKey()
    keys = ApiKey.objects.select_related("partner_key__partner", "made_by", "revoked_by")
    return render(request, "sharing/api_keys.html", {"form": form, "secret": secret, "keys": keys})


@require_POST
@requires(Permission.MANAGE_KEYS)
def revoke_key(request: UserRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk)
    actions.revoke(key, by=request.user, at=timezone.now())
    messages.success(request, f"Revoked {key}. It counts no more.")
    return redirect("api_keys")
