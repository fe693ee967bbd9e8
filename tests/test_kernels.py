"""Forked kernels: a notebook cannot tell them from ordinary ones, and nothing is left of them."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

import chiprace
from chiprace.chapters.run import run_chapter
from chiprace.kernels import forks
from chiprace.kernels.forks import NoForkError, fork_server
from chiprace.kernels.manager import ORDINARY, WARM, ChapterKernelManager
from chiprace.paths import ROOT_VARIABLE
from small_project import write_small_project

PACKAGE = Path(chiprace.__file__).parent
LOADED = """
import sys
from chiprace.kernels.server import warm
warm()
asked = {"chapter_like", "chiprace.plots.summary", "chiprace.plots.energy"}
print(sorted(asked & set(sys.modules)))
"""
SLEEP = "import time\ntime.sleep(60)\n"


@pytest.fixture(scope="module", autouse=True)
def project(tmp_path_factory):
    """A project without chapters, so that the server has little to load."""
    root = write_small_project(tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ROOT_VARIABLE, str(root))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        yield root


@contextmanager
def same_environment():
    """Hide what pytest changes from test to test: each environment has a server of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield


def server_of_now():
    with same_environment():
        return fork_server(os.environ)


def run(*cells, kernel=WARM, folder=None, **options):
    """Execute cells and return what each of them printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        kernel_manager_class=ChapterKernelManager,
        resources={"metadata": {"path": str(folder)}} if folder else {},
        **options,
    )
    with same_environment():
        client.execute()
    return [
        "".join(output.get("text") or output.get("ename", "") for output in cell.outputs)
        for cell in notebook.cells
    ]


CHANGES = """
import os, random, sys, numpy, pandas, matplotlib, chiprace.dates
matplotlib.rcParams["font.size"] = 99
os.environ["LEFT_BEHIND"] = "yes"
os.chdir("/")
pandas.set_option("display.max_rows", 7)
chiprace.dates.left_behind = True
sys.modules["left_behind"] = sys
numpy.random.seed(1)
"""
LOOKS = """
import os, sys, pandas, matplotlib, chiprace.dates
print(matplotlib.rcParams["font.size"] == 99, "LEFT_BEHIND" in os.environ, os.getcwd() == "/",
      pandas.get_option("display.max_rows") == 7, hasattr(chiprace.dates, "left_behind"),
      "left_behind" in sys.modules)
"""


def test_what_one_kernel_changes_no_other_sees():
    run(CHANGES)
    assert run(LOOKS) == ["False False False False False False\n"]


def test_a_kernel_loads_no_fortran_with_its_statistics():
    """As it starts it asks every module where it lies, those too that are to be loaded late."""
    asked = "import sys; print(*({'scipy.stats', 'numpy.f2py.crackfortran'} & set(sys.modules)))"
    assert run(asked) == ["scipy.stats\n"]


def test_a_kernel_does_without_a_debugger_that_a_notebook_still_can_import():
    """To load it took a twentieth of the time before the first kernel."""
    asked = "import sys; print('debugpy' in sys.modules); import debugpy; print(debugpy.__name__)"
    assert run(asked) == ["False\ndebugpy\n"]


def test_each_kernel_draws_random_numbers_of_its_own():
    draw = "import numpy, random; print(numpy.random.rand(), random.random())"
    assert run(draw) != run(draw)


SURROUNDINGS = """
import json, os, re, signal, sys, threading, warnings
from matplotlib import pyplot as plt
print(json.dumps({
    "arguments": sys.argv[:2] + sys.argv[3:], "path": sys.path, "name": __name__,
    "main": sys.modules["__main__"].__dict__ is globals(), "folder": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "PYDEVD"))},
    "interrupt": str(signal.getsignal(signal.SIGINT)), "leads": os.getpgid(0) == os.getpid(),
    "backend": plt.get_backend(),
    "threads": sorted(re.sub(r"\\d+", "N", t.name) for t in threading.enumerate()),
    "flags": str(sys.flags), "umask": os.umask(0o022), "input": os.path.realpath("/dev/fd/1")[:5],
    "warnings": len(warnings.filters),
}))
"""


def test_a_notebook_cannot_tell_a_warm_kernel_from_an_ordinary_one(tmp_path):
    warm, ordinary = (
        json.loads(run(SURROUNDINGS, kernel=kernel, folder=tmp_path)[0])
        for kernel in (WARM, ORDINARY)
    )
    assert warm == ordinary


def test_a_figure_is_shown_at_the_end_of_its_cell():
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")]
    )
    NotebookClient(notebook, kernel_name=WARM, kernel_manager_class=ChapterKernelManager).execute()
    assert "image/png" in notebook.cells[0].outputs[0].data


def test_a_cell_beyond_its_time_is_interrupted_and_the_kernel_goes_on():
    told = run(
        SLEEP,
        "print(1)",
        timeout_func=lambda cell: 1 if cell.source == SLEEP else 60,
        interrupt_on_timeout=True,
        allow_errors=True,
    )
    assert "KeyboardInterrupt" in told[0]
    assert told[1] == "1\n"


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_a_kernel_that_dies_is_noticed(end):
    with pytest.raises(DeadKernelError):
        run(f"import os\n{end}")


def test_the_kernel_talks_through_sockets_in_the_file_system():
    told = run(
        "import json, ipykernel.connect as c; print(json.loads(c.get_connection_info())"
        "['transport'])"
    )
    assert told == ["ipc\n"]


def write_module(folder, text):
    (folder / "chapter_like.py").write_text(text)
    return ["python", "-m", "chapter_like"]


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGKILL, "The kernel died"), (signal.SIGSTOP, "did not answer in 0.5 seconds")],
)
def test_a_kernel_that_does_not_answer_is_told(number, told):
    async def ask():
        manager = ChapterKernelManager(kernel_name=WARM)
        await manager.start_kernel()
        os.kill(manager.provisioner.pid, number)
        client = manager.client()
        client.start_channels()
        try:
            with pytest.raises(RuntimeError, match=told):
                await client.wait_for_ready(timeout=0.5)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    asyncio.run(ask())


def test_what_chapters_import_is_loaded_before_they_fork(tmp_path):
    """Modules too that a chapter takes from a package, and in cells beside ones that are broken."""
    write_module(tmp_path, "")
    chapter = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(code)
            for code in ("%broken", "from chiprace.plots import summary\nimport chapter_like")
        ]
    )
    root = write_small_project(tmp_path / "project")
    (root / "notebooks").mkdir(exist_ok=True)
    nbformat.write(chapter, str(root / "notebooks" / "01_first.ipynb"))
    environment = {**os.environ, ROOT_VARIABLE: str(root), "PYTHONPATH": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "['chapter_like', 'chiprace.plots.summary']\n"


def test_exit_codes_and_signals_come_back(tmp_path):
    server = server_of_now()
    leaving = server.fork(write_module(tmp_path, "raise SystemExit(3)"), os.environ, str(tmp_path))
    assert leaving.wait() == 3
    assert leaving.poll() == 3
    command = write_module(tmp_path, SLEEP)
    for end, code in (("terminate", -signal.SIGTERM), ("kill", -signal.SIGKILL)):
        sleeping = server.fork(command, os.environ, str(tmp_path))
        assert sleeping.poll() is None
        getattr(sleeping, end)()
        assert sleeping.wait() == code


def test_the_memory_of_a_kernel_is_freed():
    run("pass")
    server = psutil.Process(server_of_now()._process.pid)
    before = server.memory_info().rss
    (told,) = run("import os, numpy; block = numpy.ones(30_000_000); print(os.getpid())")
    assert not psutil.pid_exists(int(told))
    assert server.memory_info().rss - before < 50e6
    assert not server.children()


def test_the_server_that_is_started_early_is_the_one_that_forks():
    # What pandera sets in a process that imports it, between the start and the first chapter.
    pandera = {"PYARROW_IGNORE_TIMEZONE": "1", "SPARK_LOCAL_IP": "127.0.0.1"}
    early = {name: value for name, value in os.environ.items() if name not in pandera}
    later = {**early, **pandera, "CHIPRACE_READS": "a file"}
    assert fork_server(later) is fork_server(early)
    assert fork_server({**early, "MPLBACKEND": "svg"}) is not fork_server(early)


PARENT = """
import os, sys
from chiprace.kernels.forks import fork_server
server = fork_server(os.environ)
kernel = server.fork(["python", "-m", "chapter_like"], os.environ, sys.argv[1])
print(server._process.pid, kernel.pid, flush=True)
kernel.wait()
"""


def test_nothing_lives_on_when_the_parent_is_killed(tmp_path):
    write_module(tmp_path, SLEEP)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        left = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        assert len(left) == 2
        parent.kill()
    _, alive = psutil.wait_procs(left, timeout=10)
    assert not alive


def test_edited_data_are_read_anew(project):
    before = server_of_now()
    assert server_of_now() is before
    with (project / "data" / "glossary.csv").open("a") as file:
        file.write("\n")
    after = server_of_now()
    assert after is not before
    assert before._process.wait(timeout=60) == 0


def test_where_forking_is_not_to_be_had_an_ordinary_kernel_is_started(monkeypatch, caplog):
    monkeypatch.setattr(forks.sys, "platform", "darwin")
    with caplog.at_level(logging.WARNING):
        assert run("print(2)") == ["2\n"]
    assert "An ordinary kernel is started, as darwin is not Linux." in caplog.text


def test_a_server_that_is_gone_is_told(tmp_path):
    server = forks.ForkServer(os.environ)
    server._process.kill()
    server._process.wait()
    with pytest.raises(NoForkError):
        server.fork(["python", "-m", "this"], os.environ, str(tmp_path))
    server.close()


def test_papermill_takes_the_kernel_by_its_name(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import os; print(os.getppid())")],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    nbformat.write(notebook, tmp_path / "in.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "-k", WARM, "in.ipynb", "out.ipynb"],
        cwd=tmp_path,
        env={**os.environ, "JUPYTER_PATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[0].outputs[0].text.strip().isdigit()


def test_a_chapter_runs_in_its_folder_and_the_build_stays_where_it_is(tmp_path, monkeypatch):
    """Chapters are threads of one process: one that moved it would leave it anywhere."""
    cells = [nbformat.v4.new_code_cell("import os\nprint(os.getcwd())")]
    path = tmp_path / "01_where.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    stage = tmp_path / "stage"
    stage.mkdir()
    here, moves = Path.cwd(), []
    monkeypatch.setattr(os, "chdir", lambda to: moves.append(Path(to).resolve()))
    with same_environment():
        done = run_chapter(path, {}, stage, WARM, {})
    assert done.notebook.cells[0].outputs[0].text.strip() == str(stage)
    assert set(moves) <= {here}
