"""The products that are timed: squares, and the layers of two language models.

The layers' sizes are those of the models' published configurations: DeepSeek-V3, on which R1 is
built (hidden 7168, 61 layers of which 3 dense, 256 routed experts of which 8 are used, 1 shared),
and Llama 3.1 70B (hidden 8192, 80 layers, 64 heads, 8 for keys and values).
"""

from dataclasses import dataclass

#: Sides of the square products, from one that launches dominate to one that fills the chip.
SQUARES = (1024, 2048, 4096, 8192, 16384)

#: Tokens that meet a layer at once: a batch that writes, and a prompt that is read.
PHASES = {"decode": 128, "prefill": 4096}


@dataclass(frozen=True)
class Layer:
    """One weight matrix of a model.

    Parameters
    ----------
    model, name : str
        Whose, and what it does there.
    outputs, inputs : int
        Rows and columns of the weights.
    copies : int
        How many such matrices the whole model has.
    used : int
        How many of them one token meets.
    """

    model: str
    name: str
    outputs: int
    inputs: int
    copies: int
    used: int

    @property
    def weights(self) -> int:
        """Numbers in one such matrix."""
        return self.outputs * self.inputs


_R1 = "DeepSeek-R1"
_LLAMA = "Llama 3.1 70B"

#: Every weight matrix but the table of tokens at the entry, which is looked up and not multiplied.
LAYERS = (
    Layer(_R1, "query, down", 1536, 7168, 61, 61),
    Layer(_R1, "query, up", 24576, 1536, 61, 61),
    Layer(_R1, "key and value, down", 576, 7168, 61, 61),
    Layer(_R1, "key and value, up", 32768, 512, 61, 61),
    Layer(_R1, "attention, out", 7168, 16384, 61, 61),
    Layer(_R1, "dense, gate and up", 36864, 7168, 3, 3),
    Layer(_R1, "dense, down", 7168, 18432, 3, 3),
    Layer(_R1, "expert, gate and up", 4096, 7168, 58 * 257, 58 * 9),
    Layer(_R1, "expert, down", 7168, 2048, 58 * 257, 58 * 9),
    Layer(_R1, "router", 256, 7168, 58, 58),
    Layer(_R1, "words", 129280, 7168, 1, 1),
    Layer(_LLAMA, "query, key and value", 10240, 8192, 80, 80),
    Layer(_LLAMA, "attention, out", 8192, 8192, 80, 80),
    Layer(_LLAMA, "gate and up", 57344, 8192, 80, 80),
    Layer(_LLAMA, "down", 8192, 28672, 80, 80),
    Layer(_LLAMA, "words", 128256, 8192, 1, 1),
)

#: The layers that do most of a model's work; the others are too small to keep a chip busy.
TIMED = (
    "attention, out",
    "dense, gate and up",
    "expert, gate and up",
    "expert, down",
    "query, key and value",
    "gate and up",
    "down",
)


@dataclass(frozen=True)
class Shape:
    """A product of an m × k by a k × n matrix, and where it occurs.

    Parameters
    ----------
    m, n, k : int
        Rows of the result, its columns, and the length of each sum.
    model, phase, layer : str
        Empty for a square.
    """

    m: int
    n: int
    k: int
    model: str = ""
    phase: str = ""
    layer: str = ""

    @property
    def text(self) -> str:
        """As ``4096 x 7168 x 16384``."""
        return f"{self.m} x {self.n} x {self.k}"


def list_shapes() -> tuple[Shape, ...]:
    """Return the squares, then the timed layers of each model in both phases."""
    squares = [Shape(side, side, side) for side in SQUARES]
    layers = [
        Shape(tokens, layer.outputs, layer.inputs, layer.model, phase, layer.name)
        for layer in LAYERS
        if layer.name in TIMED
        for phase, tokens in PHASES.items()
    ]
    return (*squares, *layers)
