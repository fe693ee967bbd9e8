"""A Chromium where nbconvert's ``webpdf`` looks for one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MISSING = re.compile(r"Executable doesn't exist at (\S+)")


def offer_browser(environment: dict[str, str]) -> str:
    """Lay a link to the system's Chromium where playwright would have installed its own.

    Parameters
    ----------
    environment : dict
        With ``PLAYWRIGHT_BROWSERS_PATH``.

    Returns
    -------
    str
        Why there is none; empty if there is one.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        return "no Chromium was found on this machine, so webpdf was left out"
    attempt = (
        "from playwright.sync_api import sync_playwright as p\n"
        "with p() as w: w.chromium.launch(args=['--no-sandbox']).close()"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", attempt],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return ""
        wanted = _MISSING.search(done.stderr)
        if not wanted:
            break
        link = Path(wanted[1])
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(found)
    return f"{found} does not start ({done.stderr.strip().splitlines()[-1]}), so no webpdf"
