"""Modules that are loaded when something of them is first asked for."""

import subprocess
import sys

import pytest


def said(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("name", "inner", "attribute", "before"),
    [
        ("requests", "requests.models", "Session", "import requests"),
        ("numpy.f2py", "numpy.f2py.crackfortran", "get_include", "from numpy import *"),
    ],
)
def test_an_import_loads_nothing_and_the_first_use_all(name, inner, attribute, before):
    code = f"""
import sys
from chiprace.late import load_late
load_late("{name}")
{before}
import {name} as late
print("{inner}" in sys.modules, bool(late.__file__ and late.__spec__))
print("{inner}" in sys.modules)
print(callable(late.{attribute}), "{inner}" in sys.modules)
import {name} as real
print(late.{attribute} is real.{attribute}, sys.modules["{name}"] is real, real is not late)
import {inner}
"""
    assert said(code) == ["False", "True", "False", "True", "True", "True", "True", "True"]


def test_a_module_that_is_loaded_stays_as_it_is():
    code = """
import json
from chiprace.late import load_late
load_late("json")
import json as again
print(again is json)
load_late("there_is_no_such_module")
"""
    assert said(code) == ["True"]


def test_a_build_loads_nothing_that_fetches_notebooks():
    code = 'import sys, chiprace.cli, papermill; print("requests.models" in sys.modules)'
    assert said(code) == ["False"]
