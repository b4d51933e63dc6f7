"""What the councils agreed about who is told, and how soon they answer."""

from vigil.rules.policies import PolicyTable
from vigil.rules.terms import RANK, Area, Grade


class SharingThresholds(PolicyTable):
    """From which grade each council's services are told, what is counted and when an answer is due."""

    name = "sharing_thresholds"

    def reaches(self, service: str, *, area: Area, grade: Grade) -> bool:
        """Return whether a grade is at or above the council's for ``service``: children, early_help or adults."""
        return RANK[grade] <= RANK[Grade(str(self.values[f"{area}_{service}_from"]))]

    def asks_consent_first(self, area: Area) -> bool:
        return self.values[f"{area}_consent_first"] == "yes"
