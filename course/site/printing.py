"""A page of the site as PDF, by the Chromium of this machine. The same page gives the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from course.errors import CourseError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def chromium() -> str:
    """The program; `make test` names it in SAYS_WHO_CHROMIUM."""
    found = os.environ.get("SAYS_WHO_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise CourseError(
            "--pdf needs Chromium, Chrome or Edge, and none was found. Leave --pdf out, open the page in any browser "
            "and print it there."
        )
    return found


def write_pdf(page: Path, pdf: Path) -> None:
    """Print an HTML file. Raises CourseError with what Chromium said."""
    # Chromium refuses its own sandbox to root; the page is ours and has no script.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium(), "--headless", *as_root, f"--user-data-dir={profile}", "--disable-gpu",
                   "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.resolve().as_uri()]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not pdf.is_file():
        raise CourseError(f"{page}: Chromium could not print it: {done.stderr.strip()[-300:]}")
    pdf.write_bytes(DATE.sub(rb"\g<1>20260101000000", pdf.read_bytes()))
