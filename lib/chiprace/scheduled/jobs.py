"""Chapters as jobs of Jupyter Scheduler: HTML and PDF as in the report, parameters as text.

Jupyter Scheduler hands every parameter over as text and writes it into the notebook as code, so
that a day would be a subtraction. Here it is written as the text it is; the scenario's model reads
it as the type of its field.
"""

import ast
from pathlib import Path

import nbconvert
from jupyter_scheduler.environments import CondaEnvironmentManager
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import DescribeJob, RuntimeEnvironment
from nbformat import NotebookNode

from chiprace.export.exporters import ReportHTMLExporter, ReportPDFExporter

FORMATS = {"ipynb": "Notebook", "html": "Report (HTML)", "pdf": "Report (PDF)"}
_EXPORTERS = {"html": ReportHTMLExporter, "pdf": ReportPDFExporter}


class ReportEnvironments(CondaEnvironmentManager):  # type: ignore[misc]
    """The environments of Jupyter Scheduler, with the formats of the report."""

    def list_environments(self) -> list[RuntimeEnvironment]:
        """Return the environments that a job can run in."""
        found = super().list_environments()
        return [each.copy(update={"output_formats": list(FORMATS)}) for each in found]

    def output_formats_mapping(self) -> dict[str, str]:
        """Return the names of the formats as a person reads them."""
        return FORMATS


class ReportJobs(DefaultExecutionManager):  # type: ignore[misc]
    """Runs a chapter as a job and exports it with the report's own exporters."""

    def execute(self) -> None:
        """Run the notebook with its parameters as text."""
        job = self.model
        if job.parameters:
            job.parameters = {name: as_literal(text) for name, text in job.parameters.items()}
        super().execute()

    def create_output_files(self, job: DescribeJob, notebook_node: NotebookNode) -> None:
        """Write the executed notebook in each format asked for."""
        named = {"metadata": {"name": Path(job.input_filename).stem}}
        for name in job.output_formats:
            exporter = _EXPORTERS.get(name) or nbconvert.get_exporter(name)
            output, _ = exporter().from_notebook_node(notebook_node, resources=named)
            data = output if isinstance(output, bytes) else output.encode()
            Path(self.staging_paths[name]).write_bytes(data)


def as_literal(text: str) -> str:
    """Return a parameter as Python code for a text.

    Parameters
    ----------
    text : str
        As typed into a form: ``2026-01-01``, or with quotes as code, ``"2026-01-01"``.

    Returns
    -------
    str
        The code, ``'2026-01-01'`` for both.
    """
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        value = text
    return repr(value if isinstance(value, str) else text)
