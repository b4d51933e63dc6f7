"""The background worker: the task queue's own loop, with a beat, so that a killed worker's task is taken up again.

django-tasks-db leaves a task RUNNING for ever when its worker dies. While a task runs, a thread here moves its
``started_at`` forward; one that has not moved for ``SILENT`` is put back in the queue. Every task is idempotent.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from vigil.governance.tasks import take_snapshot
from vigil.intake.tasks import tell_officers
from vigil.people.queries.changes import last_decision
from vigil.people.tasks import link_overnight
from vigil.sharing.tasks import (
    collect_receipts,
    deliver_due,
    keep_collecting,
    keep_delivering,
    look_after,
    tell_schools,
)
from vigil.triage.actions.third_reading import read_next
from vigil.triage.tasks import draw_for_quality, regrade_beside_history

DELIVER_EVERY = 1  # second between looks at the outbox, and at what came in that schools are to be told of
READ_EVERY = 5  # seconds between looks for what the third reader has not read
LOOK_AFTER_EVERY = 60  # seconds between looks at who is silent
BEAT = timedelta(seconds=15)
SILENT = timedelta(seconds=90)

log = logging.getLogger(__name__)


class _BeatingWorker(Worker):
    """A worker that shows it is alive while it runs a task, and keeps what failed out of the record."""

    def run_task(self, db_task_result: Any) -> None:
        finished = threading.Event()
        beat = threading.Thread(target=_beat, args=(db_task_result.pk, finished), daemon=True)
        beat.start()
        try:
            super().run_task(db_task_result)
        finally:
            finished.set()
            beat.join()
        if db_task_result.status == TaskResultStatus.FAILED:
            log.error("Task %s failed with %s", db_task_result.task_path, db_task_result.exception_class_path)
            # An exception's text may quote a record, and this table is not where records are kept.
            db_task_result.traceback = "\n".join(
                line for line in db_task_result.traceback.splitlines() if line.startswith("  File ")
            )
            db_task_result.save(update_fields=["traceback"])


def _beat(pk: Any, finished: threading.Event) -> None:
    try:
        while not finished.wait(BEAT.total_seconds()):
            DBTaskResult.objects.filter(pk=pk, status=TaskResultStatus.RUNNING).update(started_at=timezone.now())
    finally:
        connection.close()  # this thread's own


def requeue_abandoned() -> int:
    """Put tasks whose worker has died back in the queue. Return how many."""
    abandoned = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - SILENT)
    return int(abandoned.update(status=TaskResultStatus.READY, started_at=None))


def work(*, until_idle: bool) -> None:
    """Do background work until told to stop, or until there is none left."""
    worker = _BeatingWorker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    if not until_idle:
        # Beside the tasks and one another: neither a long import nor a partner that hangs keeps a school waiting.
        for job, every in (
            (_deliver, DELIVER_EVERY),
            (_collect, DELIVER_EVERY),
            (_tell_schools, DELIVER_EVERY),
            (_look_after, LOOK_AFTER_EVERY),
            (_read, READ_EVERY),
        ):
            threading.Thread(target=_keep_doing, args=(worker, job, every), daemon=True).start()
    asked_on: date | None = None
    decided = last_decision()
    while worker.running:
        requeue_abandoned()
        if decided != (decided := last_decision()):
            # Who is who changed, by a person or overnight: what waits is graded beside another history.
            regrade_beside_history.enqueue()
        if asked_on != timezone.localdate():
            # Behind what waits in the queue, so that the day's figures are kept when the work of the night is done.
            asked_on = timezone.localdate()
            take_snapshot.enqueue()
            link_overnight.enqueue()
            draw_for_quality.enqueue()
        worker.run()
        if until_idle:
            while read_next(at=timezone.now()):
                pass
            while tell_schools():
                pass
            deliver_due()
            collect_receipts()
            tell_officers()
            return
        close_old_connections()
        time.sleep(1)


def _keep_doing(worker: _BeatingWorker, job: Callable[[_BeatingWorker], None], every: int) -> None:
    """Do a job again and again for as long as the worker runs. What fails is logged and tried again."""
    while worker.running:
        try:
            job(worker)
        except Exception as error:
            kind = type(error).__name__  # its text may quote a record
            log.error("%s stopped for a moment with %s", job.__name__.strip("_"), kind)
        finally:
            connection.close()
        time.sleep(every)


def _deliver(worker: _BeatingWorker) -> None:
    keep_delivering(lambda: bool(worker.running))


def _collect(worker: _BeatingWorker) -> None:
    keep_collecting(lambda: bool(worker.running))


def _tell_schools(_: _BeatingWorker) -> None:
    tell_schools()


def _read(worker: _BeatingWorker) -> None:
    while worker.running and read_next(at=timezone.now()):
        pass


def _look_after(_: _BeatingWorker) -> None:
    look_after()
    tell_officers()
