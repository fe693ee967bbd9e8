"""Operations, bytes and energy of what is timed: arithmetic alone, no device."""

#: Bytes of one number by its format.
BYTES = {"BF16": 2, "FP16": 2, "FP8": 1, "INT8": 1}

#: Format in which a product of a format is left: sums of integers need 32 bits.
RESULT_BYTES = {"BF16": 2, "FP16": 2, "FP8": 2, "INT8": 4}

#: Arrays that pass through memory for each element, as STREAM counts them.
STREAMS = {"copy": 2, "triad": 3}


def product_operations(m: int, n: int, k: int) -> int:
    """Return the operations of a dense product of an m × k by a k × n matrix.

    Each of the m n results is a sum of k products: a multiplication and an addition count as two
    operations, as data sheets count them.
    """
    return 2 * m * n * k


def product_bytes(m: int, n: int, k: int, number_format: str) -> int:
    """Return the fewest bytes that a product moves: each matrix once.

    Parameters
    ----------
    m, n, k : int
        As in `product_operations`.
    number_format : str
        A key of `BYTES`.
    """
    read = (m * k + k * n) * BYTES[number_format]
    return read + m * n * RESULT_BYTES[number_format]


def stream_bytes(name: str, size_bytes: int) -> int:
    """Return the bytes that pass through memory when arrays of a size are copied or added.

    Parameters
    ----------
    name : {"copy", "triad"}
        a = b, or a = b + s c.
    size_bytes : int
        Of one array.

    Source
    ------
    McCalpin, STREAM: reads and writes both count, a read that a write may need does not.
    """
    return STREAMS[name] * size_bytes


def joules_per_pflop(energy_j: float, operations: float) -> float:
    """Return the energy of 10^15 operations [J/PFLOP]."""
    return energy_j / operations * 1e15


def joules_per_gb(energy_j: float, moved_bytes: float) -> float:
    """Return the energy of 10^9 bytes moved [J/GB]."""
    return energy_j / moved_bytes * 1e9
