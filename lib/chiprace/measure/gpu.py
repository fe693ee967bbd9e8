"""A CUDA GPU as a bench: finds it, describes it, and times a case on it.

Calls are captured as a graph and replayed, so that a launch costs next to nothing; inputs rotate,
so that none is found in the cache; each replay is timed by the device's own events.
"""

import math
from importlib import import_module
from typing import Any

from chiprace.errors import MeasureError
from chiprace.measure.operations import prepare, require_right
from chiprace.measure.plan import Case
from chiprace.measure.results import Card, Timing
from chiprace.measure.sensors import Sampling, Sensors

#: How many caches the inputs fill before the first ones come round again, and most sets of them.
CACHES = 4
MOST_SETS = 64

#: Shortest replay: long against a launch, short against a measurement [s].
REPLAY_S = 0.005

_EXTRA = "Install the extra `gpu`: .venv/bin/pip install -e '.[gpu]'."


class Gpu:
    """One CUDA GPU.

    Parameters
    ----------
    index : int, optional
        Which, in CUDA's order.

    Raises
    ------
    MeasureError
        If PyTorch or NVML is not installed, or there is no such GPU.
    """

    def __init__(self, index: int = 0) -> None:
        self._torch = _module("torch", "PyTorch")
        self._nvml = _module("pynvml", "NVML (the package nvidia-ml-py)")
        count = self._torch.cuda.device_count() if self._torch.cuda.is_available() else 0
        if index >= count:
            raise MeasureError(
                f"PyTorch {self._torch.__version__} sees {count or 'no'} CUDA GPU"
                f"{'' if count == 1 else 's'} here, and number {index} was asked for, counted "
                "from 0. Nothing was measured and nothing written."
            )
        self._device = f"cuda:{index}"
        self._torch.cuda.set_device(index)
        self._nvml.nvmlInit()
        card = self._torch.cuda.get_device_properties(index)
        # CUDA and NVML may count the cards in another order.
        self._handle = self._nvml.nvmlDeviceGetHandleByUUID(f"GPU-{card.uuid}")
        self._sensors = Sensors(self._nvml, self._handle)

    def describe(self) -> Card:
        """Return the card, its limits and the versions of what runs on it."""
        nvml, handle, torch = self._nvml, self._handle, self._torch
        card = torch.cuda.get_device_properties(self._device)
        return Card(
            name=str(card.name),
            driver=_text(nvml.nvmlSystemGetDriverVersion()),
            cuda=str(torch.version.cuda),
            torch=str(torch.__version__),
            memory_bytes=int(card.total_memory),
            power_limit_w=nvml.nvmlDeviceGetPowerManagementLimit(handle) / 1e3,
            clock_limit_mhz=float(nvml.nvmlDeviceGetMaxClockInfo(handle, nvml.NVML_CLOCK_SM)),
            cache_bytes=int(card.L2_cache_size),
        )

    def time(self, case: Case, seconds: float) -> Timing:
        """Time a case for about so many seconds after a warm-up of a quarter of that.

        Parameters
        ----------
        case : Case
            From `chiprace.measure.plan`.
        seconds : float
            NVML averages the power over about a second, so two are the least that tells much.

        Raises
        ------
        MeasureError
            If the result of the case is wrong.
        """
        torch = self._torch
        cache = torch.cuda.get_device_properties(self._device).L2_cache_size
        sets = min(MOST_SETS, math.ceil(CACHES * cache / case.moved_bytes))
        operations = [prepare(torch, case, self._device) for _ in range(sets)]
        require_right(torch, case, operations[0])
        calls = [operation.call for operation in operations]
        replay, per_replay = self._captured(calls)
        self._repeat(replay, seconds / 4)
        before = self._sensors.energy_j()
        with Sampling(self._sensors) as sampling:
            times = self._repeat(replay, seconds)
        energy = self._sensors.energy_j() - before
        del operations, calls, replay
        torch.cuda.empty_cache()
        return Timing(
            call_s=tuple(time / per_replay for time in times),
            calls=per_replay * len(times),
            energy_j=energy,
            samples=tuple(sampling.samples),
        )

    def _captured(self, calls: list[Any]) -> tuple[Any, int]:
        """Return a graph that makes each call equally often, and how many it makes."""
        once = self._graph(calls, 1)
        self._timed(once)  # the first replay takes the graph to the device as well
        rounds = max(1, math.ceil(REPLAY_S / self._timed(once)))
        return (self._graph(calls, rounds) if rounds > 1 else once), rounds * len(calls)

    def _graph(self, calls: list[Any], rounds: int) -> Any:
        torch = self._torch
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for call in calls:
                call()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(rounds):
                for call in calls:
                    call()
        return graph

    def _timed(self, graph: Any) -> float:
        """Replay a graph once and return how long that took [s]."""
        torch = self._torch
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        graph.replay()
        end.record()
        end.synchronize()
        return float(start.elapsed_time(end)) / 1e3

    def _repeat(self, graph: Any, seconds: float) -> list[float]:
        """Replay a graph until its times add up to so many seconds."""
        times: list[float] = []
        left = seconds
        while left > 0:
            times.append(self._timed(graph))
            left -= times[-1]
        return times


def _module(name: str, words: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MeasureError(f"{words} is not installed. {_EXTRA} Nothing was measured.") from error


def _text(found: Any) -> str:
    return found.decode() if isinstance(found, bytes) else str(found)
