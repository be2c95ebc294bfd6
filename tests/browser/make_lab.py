"""`make lab`, `teach` and `class` as people start them: from a folder, with an emptied environment."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path


class MakeLab:
    """A running `make lab`, or what else is named, with what it printed so far."""

    def __init__(self, port: int, settings: Path, folder: Path, *what: str):
        # The user's own settings folder stays out of it; nothing else of the environment goes in.
        env = {"JUPYTER_CONFIG_DIR": str(settings), "HOME": os.environ.get("HOME", str(settings))}
        arguments = f"LAB_ARGS=--no-browser --port {port} --IdentityProvider.token="
        command = ["/usr/bin/env", "-i", *(f"{k}={v}" for k, v in env.items()), "make", *(what or ("lab",)), arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.printed = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.printed += line

    def address(self, seconds: float = 60) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/(?:lab|formgrader)", self.printed):
                return f"http://127.0.0.1:{found[1]}"
            time.sleep(0.1)
        raise AssertionError(f"no address in:\n{self.printed}")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
