"""Files that teams hand over, what became of their entries, and incidents for which a referral is expected."""

from vigil.intake.models.folding import Ruling
from vigil.intake.models.imports import Entry, Import, MatchKey
from vigil.intake.models.incidents import Incident, Request, Settlement
from vigil.intake.models.officers import Note, OfficerForm

__all__ = ["Entry", "Import", "Incident", "MatchKey", "Note", "OfficerForm", "Request", "Ruling", "Settlement"]
