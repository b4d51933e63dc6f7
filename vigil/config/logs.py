"""How Vigil writes its log: what failed and where, never what a record holds."""

import logging
import traceback


class PlainFormatter(logging.Formatter):
    """One line a message. An exception is logged as its type and the places it passed, without its text.

    An exception's text, and the values in a traceback, may quote a narrative or a name
    (``invalid date: 'Smith'``); the type and the lines of our own code are enough to find the fault.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802  (the standard library's name)
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)))
        return f"{getattr(kind, '__name__', 'error')} at {places}"

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  (the standard library's name)
        return ""
