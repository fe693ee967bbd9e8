"""Notebooks as chapters: opened, run side by side, cached, shown, and read as one document."""

import sys
from typing import Any, cast

# On import jsonschema, which nbformat checks notebooks with, builds a parser of internationalised
# addresses if it can, which takes two seconds. No notebook has such addresses: do without here.
_ADDRESSES = "rfc3987_syntax"
if "jsonschema" not in sys.modules and _ADDRESSES not in sys.modules:
    cast(dict[str, Any], sys.modules)[_ADDRESSES] = None
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_ADDRESSES]
