"""The learner's room from outside: where a handed-in notebook is run, shut in, to see what its code records.

One warm process (course/marking/warm_room.py) stands ready inside bubblewrap, which shows it the environment, the
package and the data, nothing else: no keys, gradebook, sources, other learners or home folder. It forks a room for each
hand-in. What comes out of a room is untrusted data. Here the room is watched: its memory and its processes, which no
limit of the system counts together, and its time.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.marking.limits import die_with_parent
from course.marking.warm_room import ROOM, _descendants
from course.places import PROJECT

BUBBLEWRAP = "bubblewrap (own user, process, network, ipc and mount namespaces, limits and a watchdog)"
LIMITS_ONLY = "process limits only, WEAKER: no bubblewrap here, so learners' code can read what the marker can"
WARM_SECONDS = 180
TICK = 0.05  # seconds between two looks at a room


@dataclass(frozen=True)
class Limits:
    """What one hand-in's code may take: seconds, bytes, numbers of processes and open files."""

    cell_seconds: int = 30
    notebook_seconds: int = 120
    memory: int = 1_000_000_000  # all its processes together, beyond what the warm process has
    address_space: int = 6_000_000_000  # one process
    processes: int = 48
    files: int = 256
    file_bytes: int = 50_000_000
    said: int = 20_000_000  # everything that comes out of the room
    deaths: int = 3  # how often a cell may end the process that runs it before the room is given up


@dataclass
class Ran:
    """What came of running: outputs by number of the cell, the answers file's bytes, and what went wrong, in words."""

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    answers: bytes | None = None
    troubles: list[str] = field(default_factory=list)


def bubblewrap() -> str | None:
    return os.environ.get("SAYS_WHO_BUBBLEWRAP") or shutil.which("bwrap")


class WarmRoom:
    """The warm process and how to reach it. Made once, before forking; each fork asks for its own rooms."""

    def __init__(
        self,
        require_sandbox: bool = False,
        limits: Limits | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ):
        """`meanwhile` is done while the process warms up, on another core where there is one; again where bubblewrap
        does not run and the weaker level is begun.

        Raises CourseError where bubblewrap is required and cannot run, or where nothing can.
        """
        self.limits = limits or Limits()
        weaker = os.environ.get("SAYS_WHO_SANDBOX") == "limits"
        why = "SAYS_WHO_SANDBOX=limits asks for less" if weaker else ""
        if not weaker:
            try:
                self._start("bubblewrap", meanwhile)
                self.level = BUBBLEWRAP
                return
            except CourseError as error:
                why = str(error)
        if require_sandbox:
            raise CourseError(f"Learners' code cannot be shut in here, and --require-sandbox is given: {why}")
        self._start("limits", meanwhile)
        self.level = LIMITS_ONLY

    def _start(self, level: str, meanwhile: Callable[[], None]) -> None:
        # A stream, which every system has: each message is one byte with one socket beside it.
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        inside = [sys.executable, "-m", "course.marking.warm_room", str(theirs.fileno()), level]
        command = [*_walls(), *inside] if level == "bubblewrap" else inside
        if not command[0]:
            raise CourseError("bubblewrap is not installed (on Debian and Ubuntu: apt install bubblewrap).")
        if level == "bubblewrap" and (hidden := _below_tmp(sys.prefix, PROJECT)):
            raise CourseError(f"{hidden} lies below /tmp, which each room has for itself. Move the folder elsewhere.")
        parent = os.getpid()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE if level == "bubblewrap" else None,
                pass_fds=[theirs.fileno()],
                cwd="/" if level == "bubblewrap" else PROJECT,
                env=_environment(),
                preexec_fn=lambda: die_with_parent(parent),
            )
        except OSError as error:
            raise CourseError(f"{command[0]}: {error.strerror}.") from None
        theirs.close()
        meanwhile()
        self._control.settimeout(WARM_SECONDS)
        try:
            said = self._control.recv(16)
        except TimeoutError:
            said = b""
        if said != b"warm":
            self._process.kill()
            _, words = self._process.communicate()
            raise CourseError(
                f"{Path(command[0]).name} cannot run here: {(words or b'').decode(errors='replace').strip()}"
            )
        self._control.settimeout(None)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def run(self, cells: list[str], skip: list[int], files: dict[str, bytes], answers: str) -> Ran:
        """Run cells in a room of their own. `files` are laid into its folder, `answers` is the path looked at after."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        if self.level == BUBBLEWRAP:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        socket.send_fds(self._control, [b"r"], [theirs.fileno()])
        theirs.close()
        ran = Ran()
        pid = _who_is_there(ours) if self.level == BUBBLEWRAP else _who_it_says(ours)
        if pid is None:
            ran.troubles.append("the learner's room could not be made")
            return ran
        task = {
            "cells": cells,
            "skip": skip,
            "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
            "answers": answers,
            "limits": asdict(self.limits),
        }
        try:
            ours.sendall(json.dumps(task).encode() + b"\n")
            self._watch(ours, pid, ran)
        except OSError as error:
            ran.troubles.append(f"the learner's room broke down ({error.strerror})")
        finally:
            ours.close()  # the room sees it, and ends
            _kill(pid)
        return ran

    def _watch(self, ours: socket.socket, pid: int, ran: Ran) -> None:
        """Take what the room says until it is done, or goes beyond its limits."""
        until = time.monotonic() + self.limits.notebook_seconds + 10
        before = _memory(pid)
        said, total, looked = b"", 0, 0.0
        while True:
            ready, _, _ = select.select([ours], [], [], TICK)
            if ready:
                part = ours.recv(1 << 18)
                total += len(part)
                *lines, said = (said + part).split(b"\n")
                if True in [_take(line, ran) for line in lines]:
                    return
                if not part:
                    ran.troubles.append("the learner's room ended before its time")
                    return
                if total > self.limits.said:
                    ran.troubles.append("the code showed or recorded far more than a notebook may")
                    return
            if time.monotonic() < looked + TICK:  # a look costs more than most of what a room says
                continue
            looked = time.monotonic()
            below = [pid, *_descendants(pid)]
            if len(below) > self.limits.processes:
                ran.troubles.append(f"the code started more than {self.limits.processes} processes")
                return
            if sum(max(0, _memory(one) - before) for one in below) > self.limits.memory:
                ran.troubles.append(f"the code took more than {self.limits.memory // 1_000_000} MB of memory")
                return
            if time.monotonic() > until:
                ran.troubles.append(f"the code ran for more than {self.limits.notebook_seconds} seconds")
                return


def _take(raw: bytes, ran: Ran) -> bool:
    """One line from the room, believed no further than its form. True when it was the last."""
    try:
        line = json.loads(raw)
        if "answers" in line:
            ran.answers = base64.b64decode(line["answers"])
        elif "outputs" in line:
            ran.outputs[int(line["cell"])] = [one for one in line["outputs"] if isinstance(one, dict)]
            if line.get("slow"):
                ran.troubles.append(f"code cell {int(line['cell']) + 1} ran too long and was stopped")
        elif "ended" in line:
            where = f"code cell {int(line['ended']) + 1}" if line["ended"] >= 0 else "the notebook"
            ran.troubles.append(f"{where} {'ended the process' if line['why'] == 'died' else 'ran too long'}")
        return "done" in line
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        return False


def _who_is_there(ours: socket.socket) -> int | None:
    """The process id of the room's first process, as the system says it, not the room."""
    ready, _, _ = select.select([ours], [], [], 30)
    if not ready:
        return None
    said, about, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")))
    for level, kind, data in about:
        if said and level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return struct.unpack("3i", data[: struct.calcsize("3i")])[0]
    return None


def _who_it_says(ours: socket.socket) -> int | None:
    """The same where there is no namespace and so no other number: said before a learner's code is there to say it."""
    ready, _, _ = select.select([ours], [], [], 30)
    said = ours.recv(4, socket.MSG_WAITALL) if ready else b""
    return struct.unpack("!I", said)[0] if len(said) == 4 else None


def _kill(pid: int) -> None:
    """The room's first process, and with it, in a namespace of its own, every other."""
    for one in [*_descendants(pid), pid]:
        with contextlib.suppress(OSError):
            os.kill(one, signal.SIGKILL)


def _memory(pid: int) -> int:
    """Resident bytes of a process; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _below_tmp(*needed: str | Path) -> Path | None:
    """What a room could not see, since its own empty /tmp stands before it."""
    return next((path for name in needed if (path := Path(name).resolve()).parts[:2] == ("/", "tmp")), None)


def _walls() -> list[str]:
    """bubblewrap's command line: what can be seen in the room."""
    walls = [
        bubblewrap() or "",
        "--die-with-parent",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
    ]
    walls += ["--new-session", "--cap-add", "ALL"] if os.geteuid() == 0 else ["--new-session"]
    for name in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        path = Path(name)
        if path.is_symlink():
            walls += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            walls += ["--ro-bind", name, name]
    for path in ("/etc/ld.so.cache", "/etc/localtime"):
        walls += ["--ro-bind-try", path, path]
    seen = {Path(p).resolve() for p in (sys.prefix, sys.base_prefix)} | {PROJECT / "course", PROJECT / "data"}
    for path in sorted(p for p in seen if p.parts[:2] != ("/", "usr")):
        for above in reversed(path.parents[:-1]):  # bubblewrap would make them for root's eyes only
            walls += ["--perms", "0755", "--dir", str(above)]
        walls += ["--ro-bind", str(path), str(path)]
    walls += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", ROOM, "--chdir", ROOM]
    return [*walls, "--remount-ro", "/dev", "--remount-ro", "/", "--"]


def _environment() -> dict[str, str]:
    """What the warm process needs of variables; a room has fewer still."""
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # one thread may fork
    own = {"HOME": "/tmp", "IPYTHONDIR": "/tmp/ipython", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    return single | own | {"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1", "ANYWIDGET_HMR": "0"}
