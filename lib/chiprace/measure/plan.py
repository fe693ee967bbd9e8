"""What is measured: one case a product in a format, or a pass through memory of a size."""

from collections.abc import Sequence
from dataclasses import dataclass

from chiprace.errors import MeasureError
from chiprace.measure.counts import (
    STREAMS,
    product_bytes,
    product_operations,
    stream_bytes,
)
from chiprace.measure.shapes import Shape, list_shapes

#: How the numbers of a format are scaled; eight bits need it, sixteen do not.
SCALINGS = {"BF16": ("",), "FP16": ("",), "FP8": ("per tensor", "per row"), "INT8": ("",)}

#: Sizes of one array [byte]; the smallest is beyond the cache of any card of the class.
SIZES = tuple(2**power for power in (28, 30, 32))


@dataclass(frozen=True)
class Product:
    """A dense product in a number format.

    Parameters
    ----------
    shape : Shape
        Its three sides.
    number_format : str
        Of both factors.
    scaling : {"", "per tensor", "per row"}
        How many numbers share a scale.
    """

    shape: Shape
    number_format: str
    scaling: str = ""

    @property
    def operations(self) -> int:
        """Operations of one product."""
        return product_operations(self.shape.m, self.shape.n, self.shape.k)

    @property
    def moved_bytes(self) -> int:
        """Fewest bytes that one product moves."""
        return product_bytes(self.shape.m, self.shape.n, self.shape.k, self.number_format)

    @property
    def text(self) -> str:
        """As ``FP8 per row, 4096 x 7168 x 16384``."""
        return f"{f'{self.number_format} {self.scaling}'.strip()}, {self.shape.text}"


@dataclass(frozen=True)
class Stream:
    """A pass through memory.

    Parameters
    ----------
    name : {"copy", "triad"}
        What is done with the arrays.
    size_bytes : int
        Of one array.
    """

    name: str
    size_bytes: int

    @property
    def moved_bytes(self) -> int:
        """Bytes that one pass moves."""
        return stream_bytes(self.name, self.size_bytes)

    @property
    def text(self) -> str:
        """As ``copy, arrays of 256 MiB``."""
        return f"{self.name}, arrays of {self.size_bytes // 2**20} MiB"


Case = Product | Stream


def plan_cases(formats: Sequence[str] = tuple(SCALINGS)) -> tuple[Case, ...]:
    """Return the cases in the order in which they are measured.

    Parameters
    ----------
    formats : sequence of str, optional
        Number formats of the products.

    Returns
    -------
    tuple of Case
        Memory first, then the products by format.

    Raises
    ------
    MeasureError
        If a format is unknown.
    """
    for name in formats:
        if name not in SCALINGS:
            raise MeasureError(f"No products of the format '{name}'. Known: {', '.join(SCALINGS)}.")
    streams = [Stream(name, size) for name in STREAMS for size in SIZES]
    products = [
        Product(shape, name, scaling)
        for name in formats
        for scaling in SCALINGS[name]
        for shape in list_shapes()
    ]
    return (*streams, *products)
