# Thin wrappers: everything else is the command line, `chiprace --help`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: report test lab golden bench clean

# Code 10 says that a verdict flipped, which is no fault.
report: $(READY)  ## build the default edition of the report
	$(BIN)/chiprace build || [ $$? -eq 10 ]

test: $(READY)  ## check style and types, run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest

lab: $(READY)  ## open JupyterLab on the notebooks, laid out
	$(BIN)/chiprace lab

golden: $(READY)  ## renew the numbers that the tests compare with; look at the difference
	$(BIN)/python tests/renew_golden.py

bench: $(READY)  ## measure builds against other ways, side by side
	$(BIN)/python -m bench
	$(BIN)/python -m chiprace.sweep.bench

clean:  ## remove the environment, not the editions
	rm -rf .venv

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Set it with: make PYTHON=/path/to/python3.11 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/jupyter kernelspec install --sys-prefix --log-level ERROR lib/chiprace/kernels/chiprace-warm
	@touch $(READY)
