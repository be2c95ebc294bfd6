"""What a learner recorded: one JSON file per notebook, in `answers/` beside it.

    answers = begin("02-claims-and-attribution")   # first cell of the notebook
    answers.record("tag-P28", {...})               # at every change
    answers.value("tag-P28")

The file is never left half-written (temporary file, flush, rename, under a lock), two kernels that write the same file
merge by item, and a damaged file is moved aside, never overwritten.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import sleep
from typing import Any

from course.errors import CourseError

SCHEMA = 1
OLDEST_SCHEMA = 1  # a release that changes the schema reads the earlier ones in `parse`, or says here that it does not
BUNDLE = "says-who answers"
PRACTICE = "practice-"  # how the names of practice papers begin
COMMITTED = "committed-"  # before an item's id: the answer that was given for good, as it stood then
DRAW = "check-order"  # the item that holds which form of the check comes first: drawn, and nobody's answer
LARGEST_FILE = 20_000_000  # bytes; an answers file of a whole course stays below one
LOCK_SECONDS = 5
WAITS = (0.01, 0.03, 0.1, 0.3)  # seconds between attempts to replace a file that is being read
LOCK_POLL = 0.002  # seconds; at filelock's own 0.05 a kernel that writes without a pause lets no other one in
DAMAGED, REPLACED = "damaged-", "replaced-"  # <notebook>.damaged-<time>.json: put aside, never read again by the kit
NOTEBOOK = re.compile(r"[^\W_][\w .()+-]{0,99}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


class AnswersError(CourseError):
    """An answer could not be kept; the message says why and what to do, in a learner's words."""


def now() -> str:
    """This moment in UTC, to the millisecond, in a form that sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _next_moment(time: str) -> str:
    later = datetime.fromisoformat(time) + timedelta(milliseconds=1)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _file_stamp() -> str:
    return now().translate(str.maketrans("", "", "-:."))


# A page that is opened where no kernel has run it yet shows "Error displaying widget: model not found" in place of each
# exercise: JupyterLab's own words, in an element without children, and nothing of ours is alive there to mend them. The
# first cell's output is on the page all the same, so it brings the sheet that puts plain words in their place.
ASLEEP = (
    "This exercise waits for you to run the notebook. Nothing that was kept is lost. "
    "Choose Run, then Run All Cells, in the menu at the top."
)
FORGETS = (
    "This server forgets everything when it stops, on Binder after ten minutes in which nobody works. Before you "
    "pause, press “Download all answers” at the end of this page."
)
_ASLEEP_STYLE = f"""<style>
.jp-OutputArea-output.jupyter-widgets:not(:has(*)) {{ visibility: hidden; font-size: 0; }}
.jp-OutputArea-output.jupyter-widgets:not(:has(*))::before {{
  content: "{ASLEEP}"; visibility: visible; display: block; padding: 0.4rem 0.8rem; border: 2px solid;
  border-radius: 6px; color: var(--jp-content-font-color1); font: var(--jp-content-font-size1)/1.5
  var(--jp-content-font-family);
}}
</style>"""


class Answers:
    """The recorded answers of one notebook.

    `path` is the file, `notebook` the notebook's own name without `.ipynb`, `notices` the things that a learner should
    be told once (a damaged file that was moved aside). Entries are `{"value": ..., "time": "2026-01-31T09:00:00.000Z"}`
    by item id; an item id never changes its meaning from one release of the kit to the next.
    """

    def __init__(self, notebook: str, folder: Path | str = "."):
        self.notebook = notebook
        self.path = Path(folder).resolve() / "answers" / f"{notebook}.json"
        self.notices: list[str] = []
        self.watchers: list[Callable[[], None]] = []
        """Called after every change of what is recorded."""
        self._items: dict[str, dict[str, Any]] = {}
        self._told = 0  # how many of the notices a learner has been shown
        self._stamp: tuple[int, int, int] | None = None  # of the file as it was last read or written here
        _refuse_source_folder(self.path)
        self._open()

    # What is recorded

    def value(self, item: str, default: Any = None) -> Any:
        return self._items[item]["value"] if item in self._items else default

    def entry(self, item: str) -> dict[str, Any] | None:
        return self._items.get(item)

    def items(self) -> dict[str, dict[str, Any]]:
        return dict(self._items)

    def news(self) -> list[str]:
        """The notices that nobody has been shown yet, once: the first exercise to ask tells them."""
        told, self._told = self._told, len(self.notices)
        return self.notices[told:]

    @property
    def commits(self) -> bool:
        """Whether answers of this notebook are given for good before anything is said of them: on a practice paper."""
        return self.notebook.startswith(PRACTICE)

    def commit(self, item: str, value: Any) -> Any:
        """Keep the first answer to an item that was given for good, and return it. Raises AnswersError as `record`."""
        entry = self.entry(COMMITTED + item) or self.record(COMMITTED + item, value)
        return entry["value"]

    # Recording

    def record(self, item: str, value: Any, time: str | None = None) -> dict[str, Any]:
        """Keep one answer and return the entry that now counts for this item.

        That is normally the new one. Where the file holds a newer answer (another tab, another kernel), the newer one
        stays. Raises AnswersError when nothing could be written; the answer then stays in memory and goes into the
        file with the next one that can be written.
        """
        if time is None:
            with contextlib.suppress(AnswersError):  # writing tells it better
                self.look()
            time = self._later(item)
        entry = {"value": value, "time": time}
        try:
            json.dumps(value, sort_keys=True)
        except (TypeError, ValueError, RecursionError) as error:
            raise AnswersError(f"Nothing was written to {self.path.name}: {item} is no plain data ({error}).") from None
        if fault := _fault(entry):
            raise AnswersError(f"Nothing was written to {self.path.name}: {item}: {fault}.")
        if item not in self._items or self._items[item]["time"] <= entry["time"]:
            self._items[item] = entry
        self._write()
        self._changed()
        return self._items[item]

    def _later(self, item: str) -> str:
        """This moment, or the moment after the recorded answer where that one's clock was ahead of ours."""
        before = self._items.get(item)
        return max(now(), _next_moment(before["time"])) if before else now()

    def restore(self, items: dict[str, dict[str, Any]]) -> list[str]:
        """Merge entries from another copy of the file; the newer answer wins. Returns the ids that changed.

        Which answer is newer is for the clocks to say, and one of them may have been wrong. So whatever had to give way
        to another value goes into a file `<notebook>.replaced-<time>.json` beside this one, and a notice names it.
        Raises AnswersError, and changes nothing, where one of them is no entry.
        """
        for item, entry in items.items():
            if fault := _fault(entry):
                raise AnswersError(f"Nothing was taken over: item {item!r}: {fault}.")
        self.look()
        changed = [i for i, e in items.items() if i not in self._items or self._items[i]["time"] < e["time"]]
        gone = {i: e for i in changed if (e := self._items.get(i)) and e["value"] != items[i]["value"]}
        if gone:
            aside = self.path.with_name(f"{self.path.stem}.{REPLACED}{_file_stamp()}.json")
            with self._lock():
                _replace(aside, _dump(self.notebook, gone))
            self.notices.append(
                f"{self.notebook}: what stood here before is in answers/{aside.name}: {', '.join(sorted(gone))}."
            )
        if changed:
            self._items |= {i: items[i] for i in changed}
            self._write()
            self._changed()
        return changed

    def _changed(self) -> None:
        for tell in self.watchers:
            with contextlib.suppress(Exception):  # what is kept is kept, whoever else stumbles
                tell()

    # The file

    def look(self) -> bool:
        """Take in what another kernel wrote, or a person; whether that changed what is recorded here.

        Costs next to nothing while the file is as it was. A damaged one is moved aside with a notice, and what is
        recorded here is written anew. Raises AnswersError where the file cannot be read or written.
        """
        if _stamp(self.path) in (self._stamp, None):
            return False
        before = dict(self._items)
        with self._lock():
            found = self._read()
            self._merge(found)
            if any(i not in found or found[i]["time"] < e["time"] for i, e in self._items.items()):
                _replace(self.path, _dump(self.notebook, self._items))
            self._stamp = _stamp(self.path)
        if self._items == before:
            return False
        self._changed()
        return True

    def _open(self) -> None:
        """Read what is there. What cannot be read is told, and stays where it is: exercises work all the same."""
        self._sweep()
        try:
            stamp = _stamp(self.path)
            self._items = parse(self.path.read_bytes(), self.path.name)
            self._stamp = stamp
        except FileNotFoundError:
            pass
        except NewerSchema:
            raise
        except AnswersError as problem:
            # Another kernel may have mended the file by now: a second look, under the lock, decides.
            try:
                with self._lock():
                    self._merge(self._read())
            except NewerSchema:
                raise
            except AnswersError as error:
                self.notices.append(f"{problem} It was left as it is. {error}")
        except OSError as error:
            self.notices.append(
                f"{self.path.name} could not be read: {_why(error, self.path)}. Mend that and run this cell again."
            )

    def _sweep(self) -> None:
        """Remove what a writer that was killed left half-written. Under the lock, no other one is at it."""
        name = re.compile(rf"\.{re.escape(self.path.stem)}-[0-9a-f]{{32}}\.tmp")
        left = [p for p in self.path.parent.glob(".*.tmp") if name.fullmatch(p.name)]
        if left:
            with contextlib.suppress(AnswersError), self._lock():
                for path in left:
                    path.unlink(missing_ok=True)

    def _write(self) -> None:
        with self._lock():
            self._merge(self._read())
            _replace(self.path, _dump(self.notebook, self._items))
            self._stamp = _stamp(self.path)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Alone with the file; what the system refuses meanwhile becomes an AnswersError."""
        from filelock import FileLock, Timeout

        try:
            self.path.parent.mkdir(exist_ok=True)
            lock = self.path.with_name(f".{self.path.name}.lock")
            with FileLock(lock, timeout=LOCK_SECONDS, poll_interval=LOCK_POLL):
                yield
        except Timeout:
            raise AnswersError(
                f"{self.path.name} is in use by another program for more than {LOCK_SECONDS} seconds. "
                "Close other copies of this notebook and change the answer again."
            ) from None
        except OSError as error:
            raise AnswersError(
                f"Nothing was written to {self.path.name}: {_why(error, self.path)}. "
                "Mend that, or press Download, then change the answer again."
            ) from error

    def _merge(self, on_disk: dict[str, dict[str, Any]]) -> None:
        for item, entry in on_disk.items():
            if item not in self._items or self._items[item]["time"] < entry["time"]:
                self._items[item] = entry

    def _read(self) -> dict[str, dict[str, Any]]:
        """The entries in the file, under the lock. One that cannot be understood is moved aside and counts as empty."""
        try:
            return parse(self.path.read_bytes(), self.path.name)
        except FileNotFoundError:
            return {}
        except NewerSchema:
            raise
        except AnswersError as problem:
            aside = self.path.with_name(f"{self.path.stem}.{DAMAGED}{_file_stamp()}.json")
            self.path.replace(aside)
            self.notices.append(f"{problem} It was moved to answers/{aside.name}; nothing in it was changed.")
            return {}

    def _repr_html_(self) -> str:
        from html import escape

        count = sum(map(is_answer, self._items))
        kept = f"{count} answer{'s' if count != 1 else ''}" if count else "nothing"
        self._told = len(self.notices)
        told = "".join(f"<p><strong>Please read:</strong> {escape(n)}</p>" for n in self.notices)
        where = f"<code>answers/{escape(self.path.name)}</code>"
        forgets = f"<p>{FORGETS}</p>" if on_a_temporary_server() else ""
        ready = f"Ready. What you answer in this notebook is kept in {where}: {kept} so far."
        return f"{_ASLEEP_STYLE}<p>{ready}</p>{forgets}{told}"


def is_answer(item: str) -> bool:
    """Whether an item counts as an answer: not what was drawn, and what was given for good not once more."""
    return item != DRAW and not item.startswith(COMMITTED)


class NewerSchema(AnswersError):
    """The file comes from a later release of the kit: it is neither read nor moved nor overwritten."""


def parse(raw: bytes, name: str = "answers") -> dict[str, dict[str, Any]]:
    """The entries of an answers file, checked. Raises AnswersError that names the file, the place and the fault."""
    try:
        data = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise AnswersError(f"{name} is damaged at byte {error.start}: it is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise AnswersError(f"{name} is damaged at line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except ValueError as error:  # a number of more than 4,300 digits
        raise AnswersError(f"{name} is damaged: {error}.") from None
    except RecursionError:
        raise AnswersError(f"{name} is damaged: it is nested too deeply.") from None
    if not isinstance(data, dict) or type(data.get("schema")) is not int:
        raise AnswersError(f"{name} is no answers file: it does not say which schema it follows.")
    if data["schema"] < OLDEST_SCHEMA:
        raise AnswersError(
            f"{name} was written by an earlier release of this kit (schema {data['schema']}), which this one cannot "
            f"read: it knows schemas {OLDEST_SCHEMA} to {SCHEMA}. Open it with the kit that wrote it."
        )
    if data["schema"] > SCHEMA:
        raise NewerSchema(
            f"{name} was written by a later release of this kit (schema {data['schema']}, this one knows {SCHEMA}). "
            "It was left as it is. Take the newer kit, or move the file away to start afresh."
        )
    items = data.get("items")
    if not isinstance(items, dict):
        raise AnswersError(f"{name} is damaged: it holds no items.")
    for item, entry in items.items():
        if fault := _fault(entry):
            raise AnswersError(f"{name} is damaged at item {item!r}: {fault}.")
    return items


def _fault(entry: Any) -> str:
    """What is wrong with an entry, or "". Times are compared as text, so only one form of them will do."""
    if not isinstance(entry, dict) or "value" not in entry or not isinstance(entry.get("time"), str):
        return "an entry needs a value and a time"
    return "" if TIME.fullmatch(entry["time"]) else "its time is not like 2026-01-31T09:00:00.000Z"


def _dump(notebook: str, items: dict[str, dict[str, Any]]) -> bytes:
    from course import __version__

    data = {"schema": SCHEMA, "notebook": notebook, "kit": __version__, "items": items}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    # Half an emoji (a lone surrogate, which a browser can send) is no UTF-8: it goes in as its escape.
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text).encode("utf-8")


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a power cut, finds the old content or the new, never a part."""
    # Not from tempfile, whose files nobody else may read: who collects the work may be another user.
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _move(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _move(temporary: Path, path: Path) -> None:
    """Windows replaces no file that somebody reads at that moment: a virus scanner, the notebook's second kernel."""
    for wait in WAITS:
        with contextlib.suppress(PermissionError):
            temporary.replace(path)
            return
        sleep(wait)
    temporary.replace(path)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever a file is written anew; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _why(error: OSError, path: Path) -> str:
    """An operating system's error in words that help."""
    folder = f"the folder {path.parent.name}/ beside this notebook"
    return {
        errno.EROFS: f"{folder} may only be read, not written",
        errno.EACCES: f"{folder} may not be written by you",
        errno.EPERM: f"{folder} may not be written by you",
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is full",
        errno.ENOTDIR: "there is a file called answers where the folder should be",
        errno.EISDIR: f"there is a folder called {path.name} where the file should be",
        errno.EEXIST: "there is a file called answers where the folder should be",
    }.get(error.errno, error.strerror or str(error))


def _refuse_source_folder(path: Path) -> None:
    """Answers beside an assignment's source would be copied over every learner's when marking."""
    folders = path.parts
    if any(pair == ("assignments", "source") for pair in pairwise(folders)):
        raise AnswersError(
            f"{path.parent.parent.name} is an assignment's source folder, and no answers may lie there: nbgrader would "
            "copy them over every learner's. To try it out, copy the folder elsewhere and open the copy."
        )


# All notebooks' answers as one file


@dataclass
class Brought:
    """What came of bringing answers back, by notebook: item ids taken over, older than what is here, or the same."""

    taken: dict[str, list[str]] = field(default_factory=dict)
    older: dict[str, list[str]] = field(default_factory=dict)
    same: dict[str, list[str]] = field(default_factory=dict)
    ahead: dict[str, list[str]] = field(default_factory=dict)
    """Of those taken over, the ones that were given later than it is here: one of the two clocks is wrong."""
    refused: dict[str, str] = field(default_factory=dict)
    """Notebooks, or other parts of the file, that were not taken over, with the reason."""
    notices: list[str] = field(default_factory=list)
    """What became of the files here: an answer that had to give way, a damaged file that was moved aside."""


def bundle(folder: Path | str) -> dict[str, Any]:
    """The answers of every notebook in `folder`, as one value to be saved as JSON.

    A file that cannot be read is named under `unread` with the reason; the others are in it all the same.
    """
    from course import __version__

    notebooks, unread = {}, {}
    for path in sorted((Path(folder) / "answers").glob("[!.]*.json")):
        if f".{DAMAGED}" in path.name or f".{REPLACED}" in path.name:
            continue
        try:
            notebooks[path.stem] = parse(path.read_bytes(), path.name)
        except (AnswersError, OSError) as error:
            unread[path.stem] = str(error)
    return {
        "schema": SCHEMA,
        "kind": BUNDLE,
        "kit": __version__,
        "made": now(),
        "notebooks": notebooks,
        "unread": unread,
    }


def bring_back(raw: bytes, folder: Path | str, here: Answers | None = None) -> Brought:
    """Merge a file of answers into those in `folder`, by item; the newer answer wins.

    Takes what `bundle` made, one notebook's own answers file, or one exercise's "Download this answer", which is such a
    file with one item. `here` are the open notebook's answers, brought up to date in memory too.
    Raises AnswersError, and changes nothing, where the file is none of these.
    """
    if len(raw) > LARGEST_FILE:
        raise AnswersError(f"This file is larger than {LARGEST_FILE // 1_000_000} MB: no answers file is.")
    done = Brought()
    for notebook, found in _unpack(raw).items():
        if isinstance(found, str):
            done.refused[notebook] = found
            continue
        try:
            answers = here if here and here.notebook == notebook else Answers(notebook, folder)
            answers.look()
            before = answers.items()
            taken = answers.restore(found)
            done.notices += answers.news()
        except AnswersError as error:
            done.refused[notebook] = str(error)
            continue
        rest = [item for item in found if item not in taken]
        same = [item for item in rest if before[item] == found[item]]
        older = [item for item in rest if item not in same]
        ahead = [item for item in taken if found[item]["time"] > _in_a_minute()]
        for part, items in ((done.taken, taken), (done.same, same), (done.older, older), (done.ahead, ahead)):
            if items:
                part[notebook] = sorted(items)
    return done


def _in_a_minute() -> str:
    return (datetime.now(UTC) + timedelta(minutes=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unpack(raw: bytes) -> dict[str, dict[str, dict] | str]:
    """Notebook -> its entries, or why they are refused."""
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise AnswersError(f"This is no file of answers: it is not JSON ({error}).") from None
    if not isinstance(data, dict):
        raise AnswersError("This is no file of answers: it holds no answers by name.")
    if "schema" not in data:
        raise AnswersError("This is no file of answers: it does not say which schema it follows.")
    if data.get("kind") != BUNDLE:
        found = {str(data.get("notebook")): parse(raw, "This file")}
    else:
        if not isinstance(data.get("notebooks"), dict):
            raise AnswersError("This file of answers is damaged: it holds no notebooks.")
        found = {}
        for notebook, items in data["notebooks"].items():
            try:
                part = json.dumps({"schema": data["schema"], "items": items}).encode()
                found[notebook] = parse(part, f"The part for {notebook}")
            except AnswersError as error:
                found[notebook] = str(error)
    # The name becomes a file's name: nothing that leads out of the folder, or hides.
    return {n: e if NOTEBOOK.fullmatch(n) else "this is no notebook's name." for n, e in found.items()}


def newest(notebooks: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """The time of the newest entry of a bundle's notebooks; "" where there is none."""
    return max((entry["time"] for items in notebooks.values() for entry in items.values()), default="")


def on_a_temporary_server() -> bool:
    """Whether what is kept here may be gone when the learner leaves: on Binder, and on a hub.

    SAYS_WHO_TEMPORARY=0 or =1 in the environment overrules: many hubs keep their users' folders.
    """
    if setting := os.environ.get("SAYS_WHO_TEMPORARY"):
        return setting not in ("0", "no", "false")
    return any(name.startswith(("BINDER_", "JUPYTERHUB_")) for name in os.environ)


_current: Answers | None = None


def begin(notebook: str) -> Answers:
    """Open this notebook's answers; the first cell of every notebook calls it.

    `notebook` is the notebook's name without `.ipynb`. It is given, never guessed: a kernel does not know which
    notebook it runs. Returns the Answers, which show themselves as one line saying where they are kept.
    """
    global _current
    _current = Answers(notebook)
    return _current


def current() -> Answers:
    """The answers of the notebook that called `begin` last."""
    if _current is None:
        raise AnswersError("Run the first cell of this notebook first: it says where your answers are kept.")
    return _current
