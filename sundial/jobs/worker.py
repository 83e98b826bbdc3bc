"""The worker: runs the jobs that commands asked for, and gives back what a killed worker left behind.

Mail, other ways, and all the rest wait in queues of their own, with hands of their own: a mail server that hangs holds
up mail, and nothing else (R12).
"""

import asyncio
import logging
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from procrastinate import App
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from sundial.commands.later import EVERYTHING_ELSE

CONCURRENCY = 8  # jobs of a queue at once; each waits on somebody else's server most of the time
HANDS: Mapping[str, int] = {EVERYTHING_ELSE: 1, "mail": 1, "ways": 2}  # times that, for each queue
AGAIN: Mapping[str, float] = {"ways": 1.0}  # seconds between two looks for what waits for its way to be free
BEAT = 2.0  # seconds between two signs of life of a worker
SILENT = 10.0  # seconds without one after which its jobs are given to another
FORGOTTEN = 3600.0  # seconds without one after which its own row goes
GRACE = 1.5  # seconds that running jobs get when the worker is told to stop
logger = logging.getLogger(__name__)


def work(*, concurrency: int = CONCURRENCY) -> None:
    """Run jobs until told to stop."""
    asyncio.run(_work(concurrency))


async def sweep(app: App) -> int:
    """Give back every job that a worker without a sign of life still holds, and return how many.

    Two sweeps at once do no harm, so this takes no lock: a lock would be held by the one that was killed.
    """
    stalled = [job for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT) if job.id]
    return sum([await _give_back(app, job) for job in stalled])


async def _give_back(app: App, job: Job) -> bool:
    try:
        await app.job_manager.retry_job(job)
    except ConnectorException:  # another sweep was quicker, or it has ended after all
        return False
    logger.warning("job %s of a silent worker is given back", job.id)
    return True


async def _work(concurrency: int) -> None:
    threads = ThreadPoolExecutor(concurrency * sum(HANDS.values()), "job")  # asyncio's own pool is smaller
    asyncio.get_running_loop().set_default_executor(threads)
    standing = procrastinate_app.connector
    assert isinstance(standing, DjangoConnector)
    with procrastinate_app.replace_connector(standing.get_worker_connector()) as app:
        async with app.open_async():
            sweeping = asyncio.create_task(_sweep_for_ever(app))
            working = asyncio.gather(*(_serve(app, queue, concurrency * hands) for queue, hands in HANDS.items()))
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, working.cancel)
            try:
                with suppress(asyncio.CancelledError):
                    await working
            finally:
                sweeping.cancel()


async def _serve(app: App, queue: str, concurrency: int) -> None:
    """Run the jobs of one queue; cancelled it lets those that run come to their end, for as long as they get."""
    await app.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=concurrency,
        fetch_job_polling_interval=AGAIN.get(queue, 5.0),
        delete_jobs="always",  # what came of a job is on the delivery row
        update_heartbeat_interval=BEAT,
        stalled_worker_timeout=FORGOTTEN,
        shutdown_graceful_timeout=GRACE,
        install_signal_handlers=False,
    )


async def _sweep_for_ever(app: App) -> None:
    while True:
        try:
            await sweep(app)
        except ConnectorException:
            logger.warning("the sweep has lost the database", exc_info=True)
        await asyncio.sleep(BEAT)
