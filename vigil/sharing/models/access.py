"""Which partner a key of the API, or somebody who signs in to the portal, belongs to."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.accounts.models import ApiKey
from vigil.sharing.models.partners import Partner


class PartnerKey(models.Model):
    """A key of the API that belongs to one partner: it reaches what that partner was told, and nothing else."""

    key = models.OneToOneField(ApiKey, on_delete=models.PROTECT, related_name="partner_key")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="keys")

    def __str__(self) -> str:
        return f"key of {self.partner_id}"


class PartnerUser(models.Model):
    """Somebody at a partner who signs in to the portal: they see what that partner was told, and nothing else."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partner_user")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="people")

    class Meta:
        ordering: ClassVar[list[str]] = ["user__last_name", "user__username"]

    def __str__(self) -> str:
        return f"person of {self.partner_id}"
