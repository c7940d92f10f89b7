"""Find Chromium and Firefox for the browser tests, or obtain them: ``python -m tests.browsers``.

Debian's packages where we are root, Playwright's own downloads elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "firefox": ["firefox-esr", "firefox"],
}
PACKAGES = {"chromium": "chromium", "firefox": "firefox-esr"}


def find(engine):
    """Return the path of a browser of this engine on this machine, or None."""
    for name in NAMES[engine]:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = getattr(playwright, engine).executable_path
    return path if Path(path).exists() else None


def obtain(engines):
    """Install browsers by the means this machine has; raises CalledProcessError if it cannot."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.check_call(["apt-get", "update", "-qq"])
        packages = [PACKAGES[engine] for engine in engines] + ["fonts-noto-core"]
        subprocess.check_call(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages])
    else:
        subprocess.check_call([sys.executable, "-m", "playwright", "install", *engines])


def missing():
    return [engine for engine in NAMES if not find(engine)]


if __name__ == "__main__":
    if missing():
        obtain(missing())
    sys.exit(bool(missing()))
