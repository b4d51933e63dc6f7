"""A narrative in, risk markers with status and evidence out. Plain Python."""

from vigil.screening.markers import Code, Marker, Reading, Status
from vigil.screening.reading import read

__all__ = ["Code", "Marker", "Reading", "Status", "read"]
