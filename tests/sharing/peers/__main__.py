"""Run one peer until it is killed: ``python -m tests.sharing.peers KIND FOLDER PORT``. It says when it listens."""

import sys
import threading
from pathlib import Path

from tests.sharing.peers import peer

kind, folder, port = sys.argv[1:]
peer(kind, Path(folder), int(port))
sys.stdout.write("listening\n")
sys.stdout.flush()
threading.Event().wait()
