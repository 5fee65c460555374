"""Which workers grade: each one is asked when it joins, also in the middle of a run.

A fit worker offers a resource that every batch needs. An unfit one gets no batch, so it costs
nothing but its own time.
"""

import asyncio
from typing import Any

from distributed import WorkerPlugin

from autograder.cluster import on_worker, secret_side
from autograder.sandbox import Isolation


class Admission(WorkerPlugin):  # type: ignore[misc]
    """Set up on every worker by the scheduler, before its first batch."""

    def __init__(self, demands: on_worker.Demands) -> None:
        self.name = demands.run
        self.demands = demands

    async def setup(self, worker: Any) -> None:
        """Find out whether the worker is fit, and say so."""
        found: Isolation | str = self.demands.refusal(worker.state.nthreads)
        if not found:
            found = await asyncio.to_thread(on_worker.prove_isolation, self.demands.unsafe)
        on_worker.admitted[self.name] = found
        if isinstance(found, Isolation):
            await worker.set_resources(**{self.name: 1})
        else:
            worker.log_event(self.name, {"worker": worker.address, "why": found})

    async def teardown(self, worker: Any) -> None:
        """After the run nothing of it is left."""
        on_worker.admitted.pop(self.name, None)
        await asyncio.to_thread(secret_side.remove, self.name)
        secret_side.remove_turns(self.name)
        if self.name in worker.state.total_resources:
            await worker.set_resources(**{self.name: 0})


def answer_of(run: str) -> Isolation | str:
    """What the worker that runs this found out about itself."""
    return on_worker.admitted.get(run, "it was not asked")
