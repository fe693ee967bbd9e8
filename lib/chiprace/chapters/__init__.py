"""Notebooks as chapters: opened, run side by side, cached, shown, and read as one document."""

import sys
from importlib import import_module

# On import jsonschema, which nbformat checks notebooks with, builds a parser of internationalised
# addresses if it can, which takes two seconds. No notebook has such addresses: do without here.
_ADDRESSES = "rfc3987_syntax"
if not {"jsonschema", _ADDRESSES} & sys.modules.keys():
    sys.modules[_ADDRESSES] = None  # type: ignore[assignment]
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[_ADDRESSES]
