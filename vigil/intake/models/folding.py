"""What people said of entries that look like one referral typed in twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from vigil.referrals.models import Referral


class Ruling(models.Model):
    """A person's word that two entries are one referral, or are two. The last one on a pair holds.

    Entries go by their source and number, not by their rows: the word outlives an import that is undone and done again.
    """

    source = models.CharField(max_length=60)  # mapping and number of the entry that was folded or unfolded
    reference = models.CharField(max_length=80)
    other_source = models.CharField(max_length=60)  # and of the one that stands for both
    other_reference = models.CharField(max_length=80)
    is_one = models.BooleanField()
    # The referral that the word took off the worklist, if it had been received by then.
    withdrawn = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="rulings")
    into = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ruling_has_a_reason", condition=~Q(reason="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reference", "source"], name="ruling_by_reference"),
            models.Index(fields=["other_reference", "other_source"], name="ruling_by_other_reference"),
        ]

    def __str__(self) -> str:
        return f"ruling {self.pk}"
