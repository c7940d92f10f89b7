"""Find Chromium for the browser tests, or obtain it: ``python -m tests.chromium``.

Debian's package where we are root, Playwright's own download elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """Return the path of a Chromium on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def obtain():
    """Install Chromium by the means this machine has; raises CalledProcessError if it cannot."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.check_call(["apt-get", "update", "-qq"])
        packages = ["chromium", "fonts-noto-core"]
        subprocess.check_call(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages])
    else:
        subprocess.check_call([sys.executable, "-m", "playwright", "install", "chromium"])


if __name__ == "__main__":
    if not find():
        obtain()
    sys.exit(not find())
