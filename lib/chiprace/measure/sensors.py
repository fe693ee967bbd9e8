"""The card's own sensors, read by NVML through each measurement; nothing is ever set."""

import threading
from typing import Any

from chiprace.measure.results import Sample

#: Time between two samples; the power is an average over about a second in any case [s].
INTERVAL_S = 0.05


class Sensors:
    """Power, clock, temperature and the counter of energy of one card.

    Parameters
    ----------
    nvml : module
        ``pynvml``, initialised.
    handle : object
        The card in NVML.
    """

    def __init__(self, nvml: Any, handle: Any) -> None:
        self._nvml = nvml
        self._handle = handle

    def energy_j(self) -> float:
        """Return the energy that the card has used since its driver was loaded [J]."""
        return float(self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle)) / 1e3

    def sample(self) -> Sample:
        """Read the sensors once."""
        nvml, handle = self._nvml, self._handle
        return Sample(
            power_w=nvml.nvmlDeviceGetPowerUsage(handle) / 1e3,
            clock_mhz=float(nvml.nvmlDeviceGetClockInfo(handle, nvml.NVML_CLOCK_SM)),
            temperature_c=float(nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)),
        )


class Sampling:
    """Samples the sensors as long as the context is open.

    Parameters
    ----------
    sensors : Sensors
        Of the card.
    """

    def __init__(self, sensors: Sensors) -> None:
        self.samples: list[Sample] = []
        self._sensors = sensors
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Sampling":
        self.samples.append(self._sensors.sample())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(INTERVAL_S):
            self.samples.append(self._sensors.sample())
