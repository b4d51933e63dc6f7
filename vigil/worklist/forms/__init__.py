"""What people choose and type on the worklist's pages."""

from vigil.worklist.forms.narrowing import Narrow, Search, filters

__all__ = ["Narrow", "Search", "filters"]
