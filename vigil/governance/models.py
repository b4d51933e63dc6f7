"""What leaders were told, and when."""

from typing import ClassVar

from django.db import models


class Snapshot(models.Model):
    """The backlog as it stood once a day: the figures, the line of figures up to that day, and who waited.

    Never changed: what the hub knew on a day can be asked for afterwards.
    """

    day = models.DateField(unique=True)  # London's
    taken_at = models.DateTimeField()
    figures = models.JSONField()  # as ``vigil backlog --json`` prints them
    # Drawn once, because drawing loads a library that takes a second, which nobody should wait for at a page.
    trend = models.TextField(blank=True)  # SVG; "" on the first day, when there is no line yet
    waiting = models.JSONField()  # {grade: {"overdue": [keys of referrals], "in_time": [keys]}}

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"snapshot of {self.day}"
