"""The learner's room from within: a warm process that forks a room for each hand-in.

    python -m course.marking.warm_room HANDLE LEVEL

It runs inside bubblewrap (LEVEL "bubblewrap") or bare ("limits"), has imported what lessons import, and waits on the
socket HANDLE. Each message brings a socket of its own; a child takes it, shuts itself in (course/marking/confine.py)
and only then reads what it is to run. The room's first process keeps the time and reads the answers file; another one
runs the cells. Where that one dies, a fresh one runs the others again without the cell that ended it.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.marking import confine
from course.marking.limits import die_with_parent, limit

MAX_LINE = 8_000_000  # bytes of one cell's outputs as JSON
ROOM = "/room"
PROC = Path("/proc")
GRACE = 2  # seconds between asking a cell to stop and ending its process


def main() -> None:
    handle, level = int(sys.argv[1]), sys.argv[2]
    warm_up()
    control = socket.socket(fileno=handle)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the children
    control.send(b"warm")
    while True:
        message, handles, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        parent = os.getpid()
        if os.fork() == 0:
            try:
                control.close()
                _become_a_room(socket.socket(fileno=handles[0]), level, parent)
            except BaseException as error:
                with contextlib.suppress(OSError):
                    os.write(2, f"the learner's room could not be made: {error}\n".encode())
            finally:
                os._exit(0)
        for number in handles:
            os.close(number)


def warm_up() -> None:
    """Import what lessons import, once."""
    import course.marking.lighter  # noqa: I001
    import asyncio  # noqa: F401

    import anywidget  # noqa: F401
    import filelock  # noqa: F401
    import IPython.core.logger  # noqa: F401
    import ipywidgets  # noqa: F401
    import mistune.plugins.table  # noqa: F401
    import pandas
    import plotly.express
    import plotly.graph_objects

    import course
    from course import choice, counts
    from course.marking.notebook_run import make_shell

    for name in course.__all__:  # each is loaded when first asked for
        getattr(course, name)
    shell = make_shell()
    # First uses import a good deal more.
    frame = pandas.DataFrame({"a": [1, 2]})
    frame.groupby("a").sum()
    shell.display_formatter.format(frame)
    shell.display_formatter.format(plotly.graph_objects.Figure(plotly.graph_objects.Bar(x=["a"], y=[1])))
    shell.run_cell("1 + 1\n", store_history=False, silent=True)
    shell.reset(new_session=True)
    for text in (choice.PLAIN, *sorted(choice.MIRRORS)):
        counts.draw_bars(text, show="count", axis_from=0, label="n", source_line="n").to_dict()
    # It lives as long as this process: a room's collector need not go through it, which would copy it.
    gc.collect()
    gc.freeze()


def _become_a_room(talk: socket.socket, level: str, parent: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    confine.leave_root()
    if level == "bubblewrap":
        confine.own_namespaces()
        first = os.fork()
        if first:
            die_with_parent(parent)
            talk.close()
            os.waitpid(first, 0)
            return
        die_with_parent(0)  # the parent lies in another pid namespace and has no number here
        confine.own_mounts({ROOM: 64_000_000, "/tmp": 16_000_000, "/dev/shm": 16_000_000})
        confine.drop_privileges()
        confine.refuse_system_calls()
        folder, temporary = ROOM, "/tmp"
    else:
        die_with_parent(parent)
        confine.adopt_orphans()
        folder = tempfile.mkdtemp(prefix="room-")
        temporary = folder
    os.environ.clear()
    os.environ.update({"HOME": temporary, "TMPDIR": temporary, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    tempfile.tempdir = None
    os.chdir(folder)
    # With the byte the system tells the other end who we are. Without namespaces we may say so ourselves.
    talk.sendall(b"r" if level == "bubblewrap" else struct.pack("!I", os.getpid()))
    try:
        _keep_room(talk, Path(folder))
    finally:
        _end_everybody()
        if level != "bubblewrap":
            shutil.rmtree(folder, ignore_errors=True)


def _keep_room(talk: socket.socket, folder: Path) -> None:
    """Read the task, run it, report."""
    task = json.loads(_receive(talk))
    for name, content in task["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a cell may send them; none means us
        signal.signal(number, signal.SIG_IGN)
    limits, answers = task["limits"], folder / task["answers"]
    until = time.monotonic() + limits["notebook_seconds"]
    skip = set(task["skip"])
    sent: bytes | None = None
    for _ in range(limits["deaths"] + 1):
        ended_in, why = None, ""
        for line in _run_once(task["cells"], skip, limits, until, talk):
            if "ended" in line:
                ended_in, why = line["ended"], line["why"]
            _say(talk, line)
            sent = _send_answers(talk, answers, sent)
        if ended_in is None or ended_in < 0 or why == "notebook":
            break
        skip.add(ended_in)
    _end_everybody()
    _send_answers(talk, answers, sent)
    _say(talk, {"done": True})


def _run_once(
    cells: list[str], skip: set[int], limits: dict[str, int], until: float, talk: socket.socket
) -> Iterator[dict[str, Any]]:
    """One runner, from the first cell on. Yields each cell's outputs as it ends (`slow`: it had to be stopped), and
    last, where the runner ended before the cells did, {"ended": cell or -1, "why": "died" | "cell" | "notebook"}.
    """
    reading, writing = os.pipe()
    runner = os.fork()
    if runner == 0:
        _be_the_runner(cells, skip, limits, writing, reading, talk)
    os.close(writing)
    at, said, asked, why = -1, b"", False, "died"
    cell_until = time.monotonic() + limits["cell_seconds"]
    try:
        while True:
            now = time.monotonic()
            if now > until:
                why = "notebook"
                break
            if now > cell_until:
                if asked:
                    why = "cell"
                    break
                asked, cell_until = True, now + GRACE
                with contextlib.suppress(OSError):
                    os.kill(runner, signal.SIGINT)
                continue
            ready, _, _ = select.select([reading, talk], [], [], min(until, cell_until) - now)
            if talk in ready:  # whoever asked is gone
                os._exit(0)
            if reading not in ready:
                continue
            part = os.read(reading, 1 << 16)
            said += part
            *lines, said = said.split(b"\n")
            for line in map(_understood, lines):
                if "begins" in line:
                    at, asked, cell_until = line["begins"], False, time.monotonic() + limits["cell_seconds"]
                elif "outputs" in line:
                    yield line | ({"slow": True} if asked else {})
                elif "over" in line:
                    return
            if not part or len(said) > MAX_LINE:
                break
        yield {"ended": at, "why": why}
    finally:
        os.close(reading)
        _end_everybody()


def _understood(raw: bytes) -> dict[str, Any]:
    """A line of the runner's, in which learners' code may write what it likes."""
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(line, dict):
        return {}
    if type(line.get("begins")) is int or "over" in line:
        return line
    fits = type(line.get("cell")) is int and isinstance(line.get("outputs"), list)
    return {"cell": line["cell"], "outputs": line["outputs"]} if fits else {}


def _be_the_runner(
    cells: list[str], skip: set[int], limits: dict[str, int], writing: int, reading: int, talk: socket.socket
) -> None:
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        talk.close()
        os.close(reading)
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        limit(
            AS=limits["address_space"],
            CPU=limits["notebook_seconds"],
            NPROC=limits["processes"],
            NOFILE=limits["files"],
            FSIZE=limits["file_bytes"],
            CORE=0,
        )
        from course.marking.notebook_run import run

        def said(line: dict[str, Any]) -> None:
            data = json.dumps(line).encode() + b"\n"
            while data:
                data = data[os.write(writing, data) :]

        run(cells, skip, said)
        said({"over": True})
    finally:
        os._exit(0)


def _end_everybody() -> None:
    """Every process of this room but this one. In a pid namespace of our own the system knows them all."""
    if os.getpid() == 1:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    else:
        for _ in range(50):
            below = _descendants(os.getpid())
            for pid in below:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            if not below:
                break
            _bury()
    _bury()


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG if os.getpid() != 1 else 0)[0]:
            pass


def _descendants(root: int) -> list[int]:
    """Process ids below one; those that ended and are not buried yet do not count."""
    children: dict[int, list[int]] = {}
    for pid, parent, state in _in_proc() if PROC.is_dir() else _said_by_ps():
        if not state.startswith("Z"):
            children.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _in_proc() -> Iterator[tuple[int, int, str]]:
    """Every process that can be seen: its id, its parent's and its state, as Linux has them."""
    for entry in PROC.glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(entry.parent.name), int(words[1]), words[0]


def _said_by_ps() -> Iterator[tuple[int, int, str]]:
    """The same where there is no /proc (macOS); without the `ps` that is asked."""
    with subprocess.Popen(["ps", "-A", "-o", "pid=,ppid=,state="], stdout=subprocess.PIPE, text=True) as asked:
        for line in asked.stdout:
            pid, parent, state = line.split()
            if int(pid) != asked.pid:
                yield int(pid), int(parent), state


def _send_answers(talk: socket.socket, path: Path, sent: bytes | None) -> bytes | None:
    """What the cells recorded so far, if it is new. The file is the learner's: looked at as such."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return sent
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > 2_000_000:
            return sent
        raw = file.read(2_000_000)
    if raw != sent:
        _say(talk, {"answers": base64.b64encode(raw).decode()})
    return raw


def _say(talk: socket.socket, line: dict[str, Any]) -> None:
    talk.sendall(json.dumps(line).encode() + b"\n")


def _receive(talk: socket.socket) -> bytes:
    """One line."""
    parts = []
    while True:
        part = talk.recv(1 << 16)
        if not part:
            os._exit(0)
        parts.append(part)
        if part.endswith(b"\n"):
            return b"".join(parts)


if __name__ == "__main__":
    main()
