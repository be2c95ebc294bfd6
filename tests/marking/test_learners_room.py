"""The learner's room: what code in it can do, what it cannot, and what is left of it afterwards.

Without bubblewrap these tests fail. SAYS_WHO_SANDBOX=limits asks by name for the weaker level; then those that need
walls are skipped.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.errors import CourseError
from course.marking import learners_room, warm_room
from course.marking.learners_room import BUBBLEWRAP, Limits, Ran, WarmRoom
from course.places import PROJECT

BEGIN = "import course\nA = course.begin('n')"
EMPTY = {"answers/n.json": json.dumps({"schema": 1, "notebook": "n", "items": {}}).encode()}
LIMITS = Limits(cell_seconds=4, notebook_seconds=20, memory=600_000_000)
walls = pytest.mark.skipif(os.environ.get("SAYS_WHO_SANDBOX") == "limits", reason="the weaker level was asked for")


@pytest.fixture(scope="module")
def room():
    weaker = os.environ.get("SAYS_WHO_SANDBOX") == "limits"
    warm = WarmRoom(require_sandbox=not weaker, limits=LIMITS)
    print(f"level of protection: {warm.level}")
    yield warm
    warm.close()


def run(room: WarmRoom, *cells: str, files: dict[str, bytes] | None = None) -> Ran:
    return room.run([BEGIN, *cells], [], EMPTY | (files or {}), "answers/n.json")


def recorded(ran: Ran) -> dict[str, object]:
    return {item: entry["value"] for item, entry in json.loads(ran.answers or b'{"items": {}}')["items"].items()}


def text(ran: Ran, cell: int) -> str:
    """Everything that a cell showed, as text."""
    parts = []
    for output in ran.outputs.get(cell, []):
        parts.append(output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain", ""))
    return "\n".join(parts)


# As in a notebook


def test_display_last_values_errors_magics_and_await_are_as_in_a_notebook(room):
    ran = run(
        room,
        "import pandas as pd\nprint('before')\npd.DataFrame({'a': [1]})",
        "1 / 0",
        "import asyncio\nawait asyncio.sleep(0)\n5",
        "%who_ls int",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\n_ = 7;",
        "import plotly.express as px\npx.bar(x=[1], y=[2]).show()",
        "quit()",
        "A.record('after', 1)",
    )
    assert [o["output_type"] for o in ran.outputs[1]] == ["stream", "execute_result"]
    assert "<table" in ran.outputs[1][1]["data"]["text/html"]
    assert (ran.outputs[2][0]["output_type"], ran.outputs[2][0]["ename"]) == ("error", "ZeroDivisionError")
    assert text(ran, 3) == "5"
    assert ran.outputs[5] == [
        {
            "output_type": "display_data",
            "data": {"text/plain": "<IPython.core.display.HTML object>", "text/html": "<b>x</b>"},
            "metadata": {},
        }
    ]
    assert "application/vnd.plotly.v1+json" in ran.outputs[6][0]["data"]
    assert recorded(ran) == {"after": 1}
    assert ran.troubles == []


def test_files_that_were_handed_in_lie_beside_the_notebook(room):
    ran = run(room, "print(open('data/mine.csv').read())", files={"data/mine.csv": b"a,b\n"})
    assert text(ran, 1) == "a,b\n\n"


# What is earned is not lost


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("import os\nos._exit(0)", "code cell 3 ended the process"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "code cell 3 ended the process"),
        ("import ctypes\nctypes.string_at(0)", "code cell 3 ended the process"),
        ("while True:\n    pass", "code cell 3 ran too long and was stopped"),
        (
            "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
            "code cell 3 ran too long",
        ),
        (
            "import signal\nfor n in (1, 2, 15):\n    signal.signal(n, signal.SIG_IGN)\nwhile True:\n    pass",
            "code cell 3 ran too long",
        ),
    ],
    ids=["exit", "kill", "crash", "loop", "loop-that-catches", "loop-that-ignores"],
)
def test_cells_before_and_after_one_that_ends_everything_count(room, bad, said):
    ran = run(room, "A.record('before', 1)", bad, "A.record('after', 2)")
    assert recorded(ran) == {"before": 1, "after": 2}
    assert any(trouble.startswith(said) for trouble in ran.troubles), ran.troubles


# Limits


@pytest.mark.parametrize(
    ("flood", "said"),
    [
        ("x = [bytearray(10_000_000) for _ in range(300)]", "more than 600 MB of memory"),
        (
            "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
            "        x = bytearray(150_000_000)\n        time.sleep(60)\ntime.sleep(60)",
            "more than 600 MB of memory",
        ),
        ("while True:\n    print('x' * 1000)", "ran too long"),
        ("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass", "ran too long"),
    ],
    ids=["memory", "memory-in-many", "output", "fork-bomb"],
)
def test_a_flood_ends_in_its_own_room(room, flood, said):
    ran = run(room, "A.record('before', 1)", flood)
    assert recorded(ran) == {"before": 1}
    assert any(said in trouble for trouble in ran.troubles), ran.troubles
    assert sum(len(json.dumps(output)) for output in ran.outputs.values()) < 2_000_000
    ran = run(room, "A.record('next', 1)")
    assert (recorded(ran), ran.troubles) == ({"next": 1}, [])


@walls
def test_no_more_processes_files_or_bytes_on_disk_than_allowed(room):
    ran = run(
        room,
        "import os, time\nn = 0\ntry:\n    while True:\n        if os.fork() == 0:\n"
        "            time.sleep(30)\n            os._exit(0)\n        n += 1\nexcept OSError:\n    print(n)",
        "kept = []\ntry:\n    while True:\n        kept.append(open('/dev/null'))\n"
        "except OSError:\n    print(len(kept))",
        "kept.clear()\nn = 0\ntry:\n    while True:\n        with open(f'f{n}', 'wb') as f:\n"
        "            f.write(b'x' * 10_000_000)\n        n += 1\nexcept OSError as error:\n    print(n, error)",
    )
    assert int(text(ran, 1)) < LIMITS.processes
    assert int(text(ran, 2)) < LIMITS.files
    written, why = text(ran, 3).split(" ", 1)
    assert int(written) <= 7
    assert "No space left" in why


# Walls


@walls
def test_nothing_but_the_environment_is_there_to_be_read(room, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("gold")
    secret.chmod(0o644)
    keys, home = PROJECT / "assignments" / "keys", Path.home()
    ran = run(
        room,
        f"import os\nfor path in {[str(secret), str(keys), '/etc/passwd', '/proc/1', '/sys', '/var']!r}:\n"
        "    print(os.path.exists(path))",
        f"print(sorted(os.listdir({str(PROJECT)!r})))",
        f"print([n for n in os.listdir({str(home)!r})] if os.path.isdir({str(home)!r}) else [])",
        "print(sorted(os.environ), os.getpid() < 50, os.listdir('/tmp'), os.listdir('/dev/shm'))",
        "for root, folders, names in os.walk('/'):\n    if 'keys' in folders and 'source' in folders:\n"
        "        print(root)\n    for name in names:\n"
        "        if name == 'karabakh.ann':\n            print(root, name)",
    )
    assert set(text(ran, 1).split()) == {"False"}
    assert set(re.findall(r"'(.*?)'", text(ran, 2))) <= {".venv", "course", "data"}
    assert not set(re.findall(r"'(.*?)'", text(ran, 3))) - {".pyenv", ".local", ".cache"}
    assert text(ran, 4).strip() == "['HOME', 'LANG', 'PATH', 'TMPDIR'] True [] []"
    assert text(ran, 5) == ""


@walls
def test_nothing_but_the_own_folder_can_be_written(room):
    places = [str(PROJECT / "course"), os.path.dirname(os.__file__), "/", "/dev", "/usr", "/proc", "/etc", "/work"]  # noqa: PTH120
    ran = run(
        room,
        f"import os\nfor path in {places!r}:\n    try:\n        open(path + '/mine', 'w')\n"
        "        print('WROTE', path)\n    except OSError:\n        pass",
        "import site, sys\nfor path in sys.path + site.getsitepackages():\n    if path and os.access(path, os.W_OK):\n"
        "        print('CAN WRITE', path)",
    )
    assert text(ran, 1) == text(ran, 2).replace("CAN WRITE /room", "").strip() == ""


@walls
def test_no_socket_leads_out(room):
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(b"\0says-who-test")
    abstract.listen()
    tries = [
        f"socket.create_connection(('127.0.0.1', {port}), 2)",
        "socket.create_connection(('1.1.1.1', 53), 2)",
        "socket.socket(socket.AF_UNIX).connect(b'\\0says-who-test')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53))",
        "socket.socket(socket.AF_INET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).bind((os.getppid(), 1)) or 1 / 0",
    ]
    ran = run(room, "import os, socket", *tries)
    listening.close()
    abstract.close()
    assert all(ran.outputs[n][-1]["output_type"] == "error" for n in range(2, 2 + len(tries)))


@walls
def test_system_calls_that_no_lesson_needs_are_refused(room):
    ran = run(
        room,
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.unshare(0x10000000), libc.mount(b'x', b'/tmp', b'tmpfs', 0, None), libc.ptrace(16, 1, 0, 0),"
        " libc.syscall(319, b'x', 0), libc.shmget(0, 4096, 0o1600), libc.setns(0, 0), libc.chroot(b'/room'))",
        "import threading\nt = threading.Thread(target=print, args=('threads work',))\nt.start()\nt.join()",
        "import subprocess\nprint(subprocess.run(['/bin/echo', 'so do programs'], stdout=-1, text=True).stdout)",
    )
    assert set(text(ran, 1).split()) == {"-1"}
    assert (text(ran, 2), text(ran, 3)) == ("threads work\n", "so do programs\n\n")


@walls
def test_a_room_belongs_to_one_submission(room):
    """A daemon, files in every place that can be written, and a patched package: none of it meets the next learner."""
    first = run(
        room,
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True:\n"
        "            open('/tmp/alive', 'w').close()\n            open('/dev/shm/alive', 'w').close()\n"
        "            time.sleep(0.01)\n    os._exit(0)\nos.wait()",
        "import json\njson.loads = lambda *a: 'patched'\nopen('/tmp/json.py', 'w').write('1 / 0')\nprint('ok')",
    )
    assert "ok" in text(first, 2)
    second = run(
        room,
        "import json, os, time\ntime.sleep(0.2)\nprint(json.loads('1'), os.listdir('/tmp'), os.listdir('/dev/shm'),"
        " os.listdir('.'))",
    )
    assert text(second, 1).strip() == "1 [] [] ['answers']"


@pytest.mark.skipif(
    os.environ.get("SAYS_WHO_SANDBOX") == "limits" and os.geteuid() != 0,
    reason="the weaker level was asked for, and without root the code would end every process of ours",
)
def test_killing_everything_in_sight_reaches_nothing_outside(room):
    run(
        room,
        "import os, signal\nfor pid in (1, os.getppid(), -1):\n    try:\n        os.kill(pid, 9)\n"
        "    except OSError:\n        pass",
    )
    assert recorded(run(room, "A.record('next', 1)")) == {"next": 1}


def test_nothing_of_a_room_outlives_it(room):
    marker = f"says-who-{time.time_ns()}"
    run(
        room,
        "import os, subprocess\nif os.fork() == 0:\n    os.setsid()\n"
        f"    os.execv('/bin/sh', ['/bin/sh', '-c', 'sleep 100; : {marker}'])",
    )
    left = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            left += [path] if marker.encode() in path.read_bytes() else []
        except OSError:
            continue
    assert left == []


# What comes out is data


def test_what_code_writes_where_its_outputs_go_is_believed_no_further_than_its_form(room):
    ran = run(
        room,
        "A.record('mine', 1)\nimport os\nfor n in range(3, 40):\n    try:\n"
        '        os.write(n, b\'{"done": true}\\n{"over": 5, "cell": "x"}\\n\' + b\'[\' * 5000 + b\'\\n\')\n'
        "    except OSError:\n        pass",
        "A.record('after', 2)",
    )
    assert recorded(ran).get("mine", 1) == 1


def test_an_answers_file_that_is_no_file_is_not_read(room):
    ran = run(
        room,
        "import os\nos.remove('answers/n.json')\nos.symlink('/dev/zero', 'answers/n.json')",
        "os.remove('answers/n.json')\nos.mkfifo('answers/n.json')",
        "os.remove('answers/n.json')\nopen('answers/n.json', 'wb').truncate(3_000_000)",
    )
    assert recorded(ran) == {}
    assert ran.troubles == []


def test_processes_are_found_without_proc_too(monkeypatch, tmp_path):
    """macOS has none."""
    with subprocess.Popen(["/bin/sh", "-c", "sleep 100 & wait"], start_new_session=True) as shell:
        try:
            deadline = time.monotonic() + 30
            while len(listed := warm_room._descendants(shell.pid)) < 1 and time.monotonic() < deadline:
                time.sleep(0.05)
            assert len(listed) == 1
            monkeypatch.setattr(warm_room, "PROC", tmp_path / "none")
            assert warm_room._descendants(shell.pid) == listed
            assert set(listed) <= set(warm_room._descendants(os.getpid()))
        finally:
            os.killpg(shell.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("more", "named", "passes"),
    [
        ({"SAYS_WHO_BUBBLEWRAP": "/bin/false"}, "NONE: bubblewrap cannot run here", False),
        ({"SAYS_WHO_BUBBLEWRAP": "/bin/false", "SAYS_WHO_SANDBOX": "limits"}, "process limits only, WEAKER", True),
    ],
    ids=["cannot run", "asked for by name"],
)
def test_without_bubblewrap_these_tests_fail_unless_the_weaker_level_is_asked_for(more, named, passes):
    env = {key: value for key, value in os.environ.items() if key != "SAYS_WHO_SANDBOX"} | more
    one = f"{__file__}::test_the_level_is_named"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", one]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    assert f"protection while learners' code runs: {named}" in done.stdout
    assert (done.returncode == 0) == passes, done.stdout


def test_a_course_below_tmp_is_told_what_to_do(monkeypatch):
    """There the room's own /tmp would hide it."""
    monkeypatch.delenv("SAYS_WHO_SANDBOX", raising=False)
    monkeypatch.setattr(learners_room, "PROJECT", Path("/tmp/course"))
    with pytest.raises(CourseError, match=r"/tmp/course lies below /tmp.*Move the folder elsewhere"):
        WarmRoom(require_sandbox=True)


def test_the_level_is_named(room):
    assert room.level == BUBBLEWRAP or "WEAKER" in room.level
