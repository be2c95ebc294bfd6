"""Hand-ins of the small assignment whose code is run again in the learner's room: honest ones, and ones that attack.

The code stands in place of the stub and must leave `flights`; 42 is right. Whoever attacks hands in 41 and has 42 only
if the attack succeeds: it must earn nothing. `state` and `mark` are what it must end in; a mark of None waits for a
person, and the state "any" means that nothing is earned, at once or by a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field

RIGHT = {"number": 42, "unit": "flights", "by": "code"}
WRONG = RIGHT | {"number": 41}


@dataclass(frozen=True)
class Run:
    name: str
    code: str
    handed_in: dict | None
    state: str
    mark: float | None
    says: str = ""
    after: str = ""  # a cell of the learner's own at the end of the notebook
    files: dict[str, str] = field(default_factory=dict)


RUNS: list[Run] = []


def honest(name: str, code: str, state: str = "graded", mark: float | None = 2.0, says: str = "", **more) -> None:
    RUNS.append(Run(name, code, more.pop("handed_in", RIGHT), state, mark, says, **more))


def attack(name: str, code: str, state: str = "graded", mark: float | None = 0.0, says: str = "", **more) -> None:
    RUNS.append(Run(name, code, more.pop("handed_in", WRONG), state, mark, says, **more))


def succeeds(*lines: str) -> str:
    """`flights` is 42 where these lines end without an error, and 41 otherwise."""
    tried = "\n".join(f"    {line}" for line in lines)
    return f"flights = 41\ntry:\n{tried}\n    flights = 42\nexcept BaseException as error:\n    print(type(error))"


# Good work keeps its marks

honest("computes", "flights = 92 - 50")
honest("warns", "import warnings\nwarnings.warn('careful')\nflights = 42")
honest("writes-to-stderr", "import sys\nprint('careful', file=sys.stderr)\nflights = 42")
honest("typed-and-code-unfilled", "flights = BLANK", handed_in=RIGHT | {"by": "typed"})
honest("typed-and-code-fails", "flights = 1 / 0", handed_in=RIGHT | {"by": "typed"})
honest("kernel-killed-after", "flights = 42", after="import os; os._exit(0)")
honest("loops-after", "flights = 42", after="while True: pass")
honest("forgot-to-hand-in-the-answers", "flights = 42", "person", None, "no answers were handed in", handed_in=None)

# What cannot be told goes to a person, with both

honest("fails-when-run-again", "flights = 1 / 0", "person", None, "running it again recorded nothing")
honest("differs-when-run-again", "flights = 43", "person", None, "running it again gave")
honest("exits-in-the-answer", "import os; os._exit(0)", "person", None, "recorded nothing")
honest("endless", "flights = 42\nwhile True: pass", "person", None, "recorded nothing")
honest(
    "endless-through-interrupts",
    "flights = 42\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "person", None, "recorded nothing",
)  # fmt: skip

# Points for nothing

attack(
    "removes-asserts-in-a-run",
    "import ast\nclass N(ast.NodeTransformer):\n    def visit_Assert(self, n): return ast.Pass()\n"
    "get_ipython().ast_transformers.append(N())\nflights = 41",
)
attack(
    "equals-everything-in-a-run",
    "class F(int):\n    __eq__ = lambda s, o: True\n    __hash__ = int.__hash__\nflights = F(41)",
)
attack("patches-the-course-in-a-run", "import course.marking.cells as c\nc.mark = lambda *a: 2.0\nflights = 41")
attack(
    "patches-builtins-in-a-run",
    "import builtins, json\nbuiltins.float = lambda *a: 42.0\njson.loads = lambda *a, **k: {}\nflights = 41",
    state="any",
    mark=0.0,
)  # whether the 41 is still recorded depends on what was imported before the patch; 42 never is
attack("patches-open-in-a-run", "import builtins\nbuiltins.open = None\nflights = 41")
for _name, _value in {
    "text": "'42.0x'", "nan": "float('nan')", "infinity": "float('inf')", "negative": "-42", "huge": "10 ** 400",
    "numpy": "'np.float64(42.0)'", "list": "[42]", "true": "True",
}.items():  # fmt: skip
    attack(
        f"records-{_name}", f"flights = {_value}", "person", None, "", handed_in=WRONG
    )  # not what was handed in: a person sees both
attack("answers-without-code", "flights = 41", "person", None, "running it again gave", handed_in=RIGHT)

# Reading what is not theirs

SECRETS = [
    "keys/9-small.toml",
    "gradebook.db",
    "source/9-small/9-small.ipynb",
    "submitted/computes/9-small/9-small.ipynb",
]
attack(
    "reads-by-relative-path",
    succeeds(
        "import glob, os",
        "found = [p for up in range(1, 8) for n in " + repr(SECRETS) + " if os.path.exists(p := '../' * up + n)]",
        "assert found",
    ),
)
attack(
    "reads-by-absolute-path",
    succeeds(
        "import os",
        "assert any(os.access(f'COURSE/{n}', os.R_OK) for n in " + repr(SECRETS) + ") or "
        "os.path.exists('PROJECT/assignments/keys')",
    ),
)
attack(
    "reads-through-a-link",
    succeeds("import os", "os.symlink('COURSE/keys/9-small.toml', 'key')", "open('key').read()"),
)
attack(
    "reads-through-proc",
    succeeds(
        "import glob, os",
        "ways = [p for way in ('root', 'cwd') for p in glob.glob(f'/proc/[0-9]*/{way}/')]",
        "seen = [p for p in ways if os.path.exists(p + 'COURSE/keys') or os.path.exists(p + 'gradebook.db')]",
        "assert seen",
    ),
)
attack("reads-the-environment", succeeds("import os", "assert 'SAYS_WHO_KEYS' in os.environ or 'HIDDEN' in os.environ"))
attack(
    "reads-the-home-folder",
    succeeds("import os", "assert os.path.exists('COURSE/home') or os.path.exists('PROJECT/README.md')"),
)
attack(
    "reads-the-held-gold",
    succeeds(
        "from course.corpus.article import load_article", "assert load_article('karabakh', keys=True).attributions"
    ),
)

# Ways out

attack(
    "opens-sockets",
    succeeds("import socket", "socket.create_connection(('1.1.1.1', 53), timeout=2)"),
)
attack(
    "talks-to-this-machine",
    succeeds(
        "import socket",
        "s = socket.socket(); s.settimeout(1)",
        "assert not all(s.connect_ex(('127.0.0.1', p)) for p in (22, 80, 8888))",
    ),
)
attack("talks-to-a-unix-socket", succeeds("import socket", "socket.socket(socket.AF_UNIX).connect('COURSE/talk')"))
attack("opens-raw-sockets", succeeds("import socket", "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)"))

# Breaking what is around

attack(
    "fork-bomb",
    "import os\nflights = 41\nfor _ in range(500):\n    try:\n        if os.fork() == 0:\n"
    "            import time; time.sleep(60)\n    except OSError: break",
    state="any", mark=0.0,
)  # fmt: skip
attack("memory-flood", "flights = 41\nx = [bytearray(50_000_000) for _ in range(60)]", state="any", mark=None)
attack(
    "disk-flood",
    "flights = 41\ntry:\n    with open('big', 'wb') as f:\n        for _ in range(300): f.write(b'x' * 10_000_000)\n"
    "except OSError as e: print(e)\nimport os; os.path.exists('big') and os.remove('big')",
    state="any", mark=0.0,
)  # fmt: skip
attack("output-flood", "flights = 41\nfor _ in range(60_000): print('x' * 1000)", state="any", mark=0.0)
attack("kills-its-parent-in-a-run", "import os, signal\nflights = 41\nos.kill(os.getppid(), 9)", state="any", mark=0.0)
attack(
    "kills-every-process",
    "import os, signal\nflights = 41\nfor p in range(2, 70000):\n    try: p != os.getpid() and os.kill(p, 9)\n"
    "    except OSError: pass",
    state="any", mark=0.0,
)  # fmt: skip
attack(
    "writes-to-the-packages", succeeds("import course, pathlib", "pathlib.Path(course.__file__).open('a').write('#')")
)
attack(
    "writes-to-kernel-start-up",
    succeeds(
        "import os, pathlib, sys, site",
        "places = [pathlib.Path(sys.prefix) / 'x.pth', pathlib.Path(site.getsitepackages()[0]) / 'sitecustomize.py']",
        "[p.write_text('import os') for p in places]",
    ),
)
attack(
    "leaves-a-daemon",
    "import os, time\nflights = 41\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True:\n"
    "            try: open('answers/9-small.json', 'a').write('x')\n            except OSError: pass\n"
    "            time.sleep(0.01)\n    os._exit(0)",
    state="any", mark=None,
)  # fmt: skip
attack(
    "swaps-the-answers-file-while-it-is-read",
    "import os, threading, itertools\nflights = 41\ndef swap():\n    for n in itertools.count():\n"
    "        try: os.replace('other', 'answers/9-small.json')\n        except OSError: pass\n"
    "        try: open('other', 'w').write('{' * (n % 90))\n        except OSError: pass\n"
    "threading.Thread(target=swap, daemon=True).start()",
    state="any", mark=None,
)  # fmt: skip
attack(
    "answers-file-becomes-a-link",
    "import os\nflights = 41",
    after="import os\nos.remove('answers/9-small.json')\n"
    "os.symlink('COURSE/keys/9-small.toml', 'answers/9-small.json')",
    state="any", mark=None,
)  # fmt: skip
attack(
    "files-beside-that-import-likes",
    "flights = 41",
    files=dict.fromkeys(("json.py", "sitecustomize.py", "course.py"), "raise SystemExit"),
    state="any", mark=None,
)  # fmt: skip

# What the room's own first process, the system and the next learner would have to believe

attack(
    "reads-proc-of-itself-and-others",
    succeeds(
        "import glob, os",
        "seen = [open(p, 'rb').read(9) for n in ('environ', 'maps', 'mem', 'status') "
        "for p in (f'/proc/self/{n}', f'/proc/{os.getppid()}/{n}', f'/proc/1/{n}') if os.access(p, os.R_OK)]",
        "assert seen",
    ),
)
attack(
    "uses-inherited-sockets",
    "import os, stat\nflights = 41\nfor n in range(3, 256):\n    try: mode = os.fstat(n).st_mode\n"
    '    except OSError: continue\n    if stat.S_ISSOCK(mode): os.write(n, b\'{"answers": ""}\\n\'); flights = 42',
)
attack(
    "opens-other-processes-by-ptrace",
    succeeds(
        "import ctypes, os",
        "libc = ctypes.CDLL(None)",
        "seized = [libc.ptrace(16, n, 0, 0) for n in (1, os.getppid())]",
        "[libc.ptrace(17, n, 0, 0) for n in (1, os.getppid())]",
        "assert 0 in seized",
    ),
)
attack(
    "raises-its-limits",
    "flights = 41\nimport resource\nfor n in range(16):\n"
    "    try: resource.setrlimit(n, (resource.RLIM_INFINITY,) * 2)\n    except (ValueError, OSError): continue\n"
    "if all(resource.getrlimit(n)[1] == -1 for n in (resource.RLIMIT_NPROC, resource.RLIMIT_AS)): flights = 42",
)
FORGED = [
    '{"answers": "eyJ9"}',
    '{"begins": ' + "9" * 4200 + "}",
    '{"cell": 3, "outputs": [{"output_type": "execute_result", "data": {"text/plain": "2.0"}}]}',
    '{"cell": 1, "outputs": ' + "[" * 900 + "]" * 900 + "}",
    '{"done": true}',
]
attack(
    "claims-the-runs-own-words",
    f"import os\nflights = 41\nfor n in range(3, 256):\n    try:\n        for line in {FORGED!r}:\n"
    "            os.write(n, f'\\n{line}\\n'.encode())\n    except OSError: pass",
    state="any",
    mark=0.0,
)
attack(
    "says-that-it-is-over-and-goes-on",
    "import os, time\nflights = 41\nfor n in range(3, 256):\n    try: os.write(n, b'\\n{\"over\": true}\\n')\n"
    "    except OSError: pass\ntime.sleep(3)",
    state="any", mark=None,
)  # fmt: skip
attack(
    "begins-again-and-again",
    "import os, threading, time\nflights = 41\ndef again():\n    while True:\n        for n in range(3, 20):\n"
    "            try: os.write(n, b'\\n{\"begins\": -7}\\n')\n            except OSError: pass\n"
    "threading.Thread(target=again, daemon=True).start()",
    state="any", mark=None,
)  # fmt: skip
attack(
    "sleeps-behind-closed-handles",
    "import os, time\nflights = 41\nos.closerange(0, 256)\ntime.sleep(1000)",
    state="any", mark=None,
)  # fmt: skip
attack(
    "threads-without-end",
    "import threading, time\nflights = 41\ntry:\n    while True:\n"
    "        threading.Thread(target=time.sleep, args=(50,), daemon=True).start()\n"
    "except RuntimeError: pass",
    state="any", mark=0.0,
)  # fmt: skip
attack(
    "small-files-without-end",
    "flights = 41\ntry:\n    for n in range(50_000): open(f's{n}', 'w').close()\nexcept OSError: pass",
    state="any", mark=None,
)  # fmt: skip
attack(
    "answers-file-becomes-a-pipe",
    "flights = 41",
    after="import os\nos.remove('answers/9-small.json')\nos.mkfifo('answers/9-small.json')",
    state="any", mark=None,
)  # fmt: skip
attack(
    "answers-file-becomes-huge",
    "flights = 41",
    after="open('answers/9-small.json', 'ab').truncate(40_000_000)",
    state="any", mark=None,
)  # fmt: skip
attack(
    "tables-without-end-in-a-run",
    "from IPython.display import HTML, display\nflights = 41\nfor _ in range(80): display(HTML('<b>' * 3999))",
    after="for _ in range(80): display(HTML('<b>' * 3999))",
    state="any", mark=0.0,
)  # fmt: skip
honest(
    "interrupts-its-parent",
    "import os, signal\nflights = 42\nfor n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):\n"
    "    os.kill(os.getppid(), n)",
)
honest("prints-control-characters", "flights = 42\nprint('\\x1b[2J\\x1b]0;t\\x07\\x00\\u202e\\x9b' * 9)")
honest("prints-half-characters", "flights = 42\nprint('\\ud800')\n'\\ud800'")
attack(
    "half-characters-handed-in", "flights = 41", "person", None, "handed in was", handed_in=WRONG | {"unit": "\ud800"}
)
