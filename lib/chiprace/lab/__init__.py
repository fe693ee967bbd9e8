"""The library in JupyterLab: ask in a line, change a parameter and look, add data of one's own.

All that a reader calls is here: ``from chiprace.lab import *``.
"""

from chiprace.lab.asking import facts
from chiprace.lab.comparing import compare
from chiprace.lab.completion import attributes, figures, register, subjects
from chiprace.lab.explaining import why
from chiprace.lab.explorer import explore
from chiprace.lab.figuring import figure

__all__ = ["attributes", "compare", "explore", "facts", "figure", "figures", "subjects", "why"]

register()
