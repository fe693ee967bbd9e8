"""Write the numbers of the default edition under ``tests/golden/values``, for review in git."""

import shutil
import tempfile
from pathlib import Path

from chiprace.editions.edition import build_edition
from chiprace.paths import current_project
from chiprace.scenario import load_scenario

GOLDEN = Path(__file__).parent / "golden" / "values"


def main() -> None:
    """Build the default edition aside and keep its tables."""
    project = current_project()
    scenario = load_scenario("baseline", project.data / "scenarios")
    with tempfile.TemporaryDirectory() as folder:
        built = build_edition(project, scenario, jobs=2, out=Path(folder))
        shutil.rmtree(GOLDEN, ignore_errors=True)
        GOLDEN.mkdir(parents=True)
        for path in sorted((built.folder / "data").glob("[0-9][0-9]_*.csv")):
            shutil.copy(path, GOLDEN / path.name)


if __name__ == "__main__":
    main()
