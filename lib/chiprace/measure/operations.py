"""The operations of a case in PyTorch: inputs, one call, and whether its result is right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chiprace.errors import MeasureError
from chiprace.measure.plan import Case, Product, Stream

#: Largest error of a result that is left in 16 bits, over the reference's norm; sums of integers
#: are exact.
TOLERANCE = {"BF16": 1e-2, "FP16": 1e-2, "FP8": 1e-2, "INT8": 0.0}

#: Rows of a product that are compared with the reference.
CHECKED_ROWS = 32

#: Factor of the triad.
_FACTOR = 3.0


@dataclass(frozen=True)
class Operation:
    """One case on one set of inputs.

    Parameters
    ----------
    call : callable
        Does it once and returns the result.
    reference : callable
        Returns the first rows of the right result, in 64 bits, and of the result.
    """

    call: Callable[[], Any]
    reference: Callable[[Any], tuple[Any, Any]]


def prepare(torch: Any, case: Case, device: str) -> Operation:
    """Lay out random inputs of a case on a device.

    Parameters
    ----------
    torch : module
        PyTorch; the report itself does without it.
    case : Case
        From `chiprace.measure.plan`.
    device : str
        As ``cuda:0``.

    Returns
    -------
    Operation
        Ready to be called.
    """
    if isinstance(case, Stream):
        return _stream(torch, case, device)
    return _product(torch, case, device)


def require_right(torch: Any, case: Case, operation: Operation) -> None:
    """Do a case once and compare the result with a reference in 64 bits.

    Raises
    ------
    MeasureError
        If the result is further off than its format explains: then its time means nothing.
    """
    right, found = operation.reference(operation.call())
    error = float(torch.linalg.norm(found - right) / torch.linalg.norm(right))
    allowed = TOLERANCE[case.number_format] if isinstance(case, Product) else 0.0
    if not error <= allowed:
        raise MeasureError(
            f"{case.text}: the result is off by {error:.2g} of its norm, where {allowed:g} is "
            "allowed. Nothing was written; look at the driver and at PyTorch's version."
        )


def _stream(torch: Any, case: Stream, device: str) -> Operation:
    count = case.size_bytes // 2
    arrays = [torch.randn(count, device=device, dtype=torch.bfloat16) for _ in range(2)]
    out = torch.empty_like(arrays[0])
    if case.name == "copy":
        return Operation(
            lambda: out.copy_(arrays[0]),
            lambda found: (arrays[0][:1024].double(), found[:1024].double()),
        )
    return Operation(
        lambda: torch.add(arrays[0], arrays[1], alpha=_FACTOR, out=out),
        lambda found: (
            torch.add(arrays[0][:1024], arrays[1][:1024], alpha=_FACTOR).double(),
            found[:1024].double(),
        ),
    )


def _product(torch: Any, case: Product, device: str) -> Operation:
    """Return a product with weights in rows of outputs, as layers keep them."""
    shape, form = case.shape, case.number_format
    one = _numbers(torch, (shape.m, shape.k), form, device)
    other = _numbers(torch, (shape.n, shape.k), form, device).t()
    scales = _scales(torch, case, device)

    def reference(found: Any) -> tuple[Any, Any]:
        rows = slice(0, CHECKED_ROWS)
        right = one[rows].double() @ other.double()
        for scale in scales:
            right = right * (scale[rows] if scale.shape[:1] == (shape.m,) else scale).double()
        return right, found[rows].double()

    if form == "INT8":
        return Operation(lambda: torch._int_mm(one, other), reference)
    if form == "FP8":
        return Operation(
            lambda: torch._scaled_mm(
                one,
                other,
                scale_a=scales[0],
                scale_b=scales[1],
                out_dtype=torch.bfloat16,
                use_fast_accum=True,
            ),
            reference,
        )
    return Operation(lambda: torch.mm(one, other), reference)


def _numbers(torch: Any, sides: tuple[int, int], form: str, device: str) -> Any:
    """Return random numbers: on zeros a product is faster than on any real data."""
    if form == "INT8":
        return torch.randint(-127, 128, sides, device=device, dtype=torch.int8)
    types = {"BF16": torch.bfloat16, "FP16": torch.float16, "FP8": torch.float8_e4m3fn}
    return torch.randn(sides, device=device, dtype=torch.bfloat16).to(types[form])


def _scales(torch: Any, case: Product, device: str) -> tuple[Any, ...]:
    """Return the scales of both factors: one for all, or one for each row of the result."""
    shape = case.shape
    sides = {
        "": (),
        "per tensor": ((), ()),
        "per row": ((shape.m, 1), (1, shape.n)),
    }[case.scaling]
    return tuple(torch.rand(side, device=device, dtype=torch.float32) + 0.5 for side in sides)
