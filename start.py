"""Set up .venv from the locks and start what is named: lab, teach, class, test, proof, site, bench, pictures, lock,
badges.

Standard library only: this file runs on a machine that has nothing but Python 3.11 or newer.

    python start.py lab --no-browser --port 8899
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "says-who.json"
FIRST_PAGE = "notebooks/00-start-here.ipynb"

# Where the system keeps its programs, for a run without any environment.
SYSTEM_PATH = os.pathsep.join(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"])

# Each lock contains the one before it, so a richer environment serves the poorer commands too.
LOCKS = ["learner", "teach", "test"]
# Debian's package, and where else to look, for the two programs that no Python package carries.
PROGRAMS = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "bubblewrap": ["bwrap"],
}


def stop(message: str) -> None:
    sys.exit(f"start.py: {message}")


def run(*args: object, **kwargs) -> None:
    """Run a command; end with its exit status when it fails."""
    done = subprocess.run([str(a) for a in args], cwd=ROOT, **kwargs)
    if done.returncode:
        sys.exit(done.returncode)


def environment(**extra: str) -> dict[str, str]:
    """This process's variables with .venv first on PATH, so that tools called by bare name are the locked ones."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    env["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", SYSTEM_PATH)])
    env["VIRTUAL_ENV"] = str(VENV)
    # Schools often sit behind a proxy with a certificate of its own, which only the system's store knows.
    env["UV_SYSTEM_CERTS"] = "1"
    return env | extra


def this_python() -> str:
    """The running interpreter. In an emptied environment sys.executable is empty: look beside the library."""
    beside = Path(sys.base_prefix) / "bin" / "python3"
    return sys.executable or str(beside)


def fingerprint(level: str) -> str:
    """Changes when the lock, the project's declaration or the Python that runs it changes."""
    digest = hashlib.sha256()
    for file in (ROOT / "requirements" / f"{level}.txt", ROOT / "pyproject.toml"):
        if not file.is_file():
            stop(f"{file.relative_to(ROOT)} is missing. Take a fresh copy of the project.")
        digest.update(file.read_bytes())
    digest.update(f"{sys.version_info[:2]} {ROOT}".encode())
    return digest.hexdigest()


def installed_level() -> str | None:
    """The richest lock that .venv holds unchanged, or None."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        fits = PYTHON.is_file() and stamp["level"] in LOCKS and stamp["fingerprint"] == fingerprint(stamp["level"])
        return stamp["level"] if fits else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def locked_block(level: str, package: str) -> str:
    """The lines of one package in a lock: its version and hashes."""
    text = (ROOT / "requirements" / f"{level}.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", text, re.M)
    if not found:
        stop(f"requirements/{level}.txt does not name {package}. Run: python start.py lock")
    return found[0]


def setup(level: str) -> None:
    """Bring .venv to the given lock or a richer one, and the project itself into it. Does nothing when it is there."""
    have = installed_level()
    if have and LOCKS.index(have) >= LOCKS.index(level):
        return
    if have is None and STAMP.is_file():
        # What was installed for an older lock stays useful: keep the level, renew the contents.
        try:
            old = json.loads(STAMP.read_text(encoding="utf-8"))["level"]
            level = max(level, old, key=LOCKS.index)
        except (OSError, ValueError, KeyError, TypeError):
            pass
    STAMP.unlink(missing_ok=True)
    print(f"Setting up .venv ({level}); the first time this takes a minute or two.", flush=True)
    if not PYTHON.is_file() or subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode:
        made = subprocess.run([this_python(), "-m", "venv", "--clear", str(VENV)], env=environment())
        if made.returncode:
            stop("cannot make .venv, see above. On Debian or Ubuntu install the package python3-venv first.")
    env = environment()
    uv = locked_uv()
    if not uv.is_file():
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder) / "uv.txt"
            wanted.write_text(locked_block(level, "uv"), encoding="utf-8")
            run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                "--require-hashes", "-r", wanted, env=env)  # fmt: skip
    run(
        uv,
        "pip",
        "sync",
        "--quiet",
        "--python",
        PYTHON,
        "--require-hashes",
        f"requirements/{level}.txt",
        env=env,
    )
    # Not in the lock and not in isolation: the sync above would remove it, and an isolated build would fetch
    # its backend without hashes.
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ".",
        env=env,
    )
    STAMP.write_text(json.dumps({"level": level, "fingerprint": fingerprint(level)}), encoding="utf-8")


def locked_uv() -> Path:
    return BIN / ("uv.exe" if os.name == "nt" else "uv")  # Windows adds no .exe to a path


def find_program(package: str) -> str | None:
    return next((path for name in PROGRAMS[package] if (path := shutil.which(name, path=environment()["PATH"]))), None)


def need_program(package: str) -> str | None:
    """The path of Chromium or bubblewrap: found, else installed, else the end of the run."""
    if path := find_program(package):
        return path
    if package == "bubblewrap" and sys.platform != "linux":
        return None  # exists on Linux only; the tests ask for the weaker protection by name elsewhere
    if shutil.which("apt-get", path=SYSTEM_PATH) and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {"env": environment(DEBIAN_FRONTEND="noninteractive"), "stdout": subprocess.DEVNULL}
        print(f"Installing Debian's {package}.", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], **quiet)
    elif package == "chromium":
        subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], env=environment())
        ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
        path = subprocess.run([PYTHON, "-c", ask], env=environment(), capture_output=True, text=True).stdout.strip()
        if path and Path(path).is_file():
            return path
    return find_program(package) or stop(
        f"the tests need {package}. Install it (Debian, Ubuntu: {package}) and try again."
    )


def lab(args: list[str], room: str, extra_config: list[Path]) -> None:
    """JupyterLab on the first lesson, with the settings of lab/<room>."""
    config = [ROOT / "lab" / room, *extra_config]
    env = environment(JUPYTER_CONFIG_PATH=os.pathsep.join(map(str, config)))
    if room == "learner":
        print("JupyterLab opens in your browser. To stop it, press Ctrl+C in this window, twice.", flush=True)
    run(PYTHON, "-m", "jupyter", "lab", f"--LabApp.default_url=/lab/tree/{FIRST_PAGE}", *args, env=env)


def play_class(args: list[str]) -> None:
    """A class of made-up learners through one assignment, then nbgrader's formgrader on the result."""
    folder = ROOT / "build" / "class"
    named, rest = (args[:1], args[1:]) if args and not args[0].startswith("-") else ([], args)
    chosen = ["--assignment", *named] if named else []
    run(PYTHON, "-m", "course", "class", "--out", folder, *chosen, env=environment())
    print("The formgrader opens in your browser. To stop it, press Ctrl+C in this window, twice.", flush=True)
    lab([*rest, "--LabApp.default_url=/formgrader"], "teach", [folder])


def tests(args: list[str], which: str) -> None:
    """pytest over everything; two workers. Tests that share one JupyterLab are a group and stay on one worker."""
    programs = {f"SAYS_WHO_{name.upper()}": path for name in PROGRAMS if (path := need_program(name))}
    mark = [] if any(a == "-m" for a in args) else ["-m", which]
    run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *mark, *args, env=environment(**programs))


def take_pictures(args: list[str]) -> None:
    """The pictures of README and docs, taken anew by the browser tests."""
    os.environ["SAYS_WHO_PICTURES"] = "docs/pictures"
    tests(["tests/browser", *args], "pictures")


def run_benchmarks(args: list[str]) -> None:
    """Every benchmark, or the ones named, one after another."""
    programs = {f"SAYS_WHO_{name.upper()}": path for name in PROGRAMS if (path := need_program(name))}
    for file in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        if not args or file.stem in args:
            print(f"== {file.stem}", flush=True)
            run(PYTHON, file, env=environment(**programs))


def write_locks(args: list[str]) -> None:
    """Resolve the three locks together, so that each is part of the next; then the two environment files."""
    uv = locked_uv()
    common = ["--universal", "--generate-hashes", "--quiet", "--no-annotate", "--custom-compile-command",
              "python start.py lock", *args]  # fmt: skip
    names = {"test": ["teach", "test"], "teach": ["teach"], "learner": []}
    env = environment()
    for level, extras in names.items():
        smaller = [] if level == "test" else ["--constraint", "requirements/test.txt"]
        chosen = [part for extra in extras for part in ("--extra", extra)]
        run(
            uv,
            "pip",
            "compile",
            "pyproject.toml",
            *chosen,
            *smaller,
            *common,
            "-o",
            f"requirements/{level}.txt",
            env=env,
        )
    run(PYTHON, "-m", "course", "environments", env=env)


def write_badges(args: list[str]) -> None:
    """Put a repository's address on GitHub into README's badges."""
    if len(args) != 1 or not re.fullmatch(r"[\w.-]+/[\w.-]+", args[0]):
        stop("say where this repository is kept on GitHub, for example: python start.py badges you/your-copy")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    found = re.compile(r"(https://mybinder\.org/v2/gh/)[\w.-]+/[\w.-]+(/HEAD)")
    readme.write_text(found.sub(rf"\g<1>{args[0]}\g<2>", text), encoding="utf-8", newline="\n")
    print(f"{len(found.findall(text))} badges in README.md lead to {args[0]}.")


COMMANDS = {
    "lab": ("learner", lambda args: lab(args, "learner", [])),
    "teach": ("teach", lambda args: lab(args, "teach", [ROOT / "assignments"])),
    "class": ("teach", play_class),
    "test": ("test", lambda args: tests(args, "not proof")),
    "proof": ("test", lambda args: tests(args, "proof")),
    "pictures": ("test", take_pictures),
    "site": ("learner", lambda args: run(PYTHON, "-m", "course", "site", *args, env=environment())),
    "bench": ("test", run_benchmarks),
    "lock": ("test", write_locks),
    "badges": ("learner", write_badges),
    "setup": ("learner", lambda args: None),
}


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (the very case this line is for)
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Get one from python.org.")
    name, args = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        stop(f"say what to start: {', '.join(COMMANDS)}. For example: python start.py lab")
    level, command = COMMANDS[name]
    try:
        setup(args.pop(0) if name == "setup" and args and args[0] in LOCKS else level)
        command(args)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
