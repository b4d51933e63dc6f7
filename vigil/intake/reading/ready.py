"""What a process that reads files has ready before it is forked: see ``reading/ahead.py``."""

from datetime import date

from vigil.intake.reading import ahead
from vigil.screening import read

__all__ = ["ahead"]

read("Nothing to read yet.", on=date.min)  # builds the lexicon, which the first reading does
