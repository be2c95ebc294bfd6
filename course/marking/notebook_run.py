"""Runs the cells of a notebook as a kernel would, without a kernel: IPython's shell, its outputs as nbformat has them.

Display, last values, magics, errors and top-level `await` are IPython's own. There is nobody to answer `input()` and no
page for widgets: they show their text form.
"""

from __future__ import annotations

import ast
import base64
import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

LONGEST_OUTPUT = 1_000_000  # characters that one cell may show; the rest is cut
BLANK = re.compile(r"\bBLANK\b")
_TEXT_OR_COMMENT = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*", re.S)

_outputs: list[dict[str, Any]] = []
_room = LONGEST_OUTPUT


def _add(output: dict[str, Any], size: int) -> None:
    global _room
    if _room <= 0:
        return
    _room -= size
    _outputs.append(output if _room > 0 else {"output_type": "stream", "name": "stderr", "text": "... output cut ..."})


def _clean(data: dict[str, Any]) -> dict[str, Any]:
    return {str(k): base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in data.items()}


class _Page(DisplayPublisher):
    def publish(self, data: dict, metadata: dict | None = None, **_more: Any) -> None:
        data = _clean(data)
        size = sum(len(v) if isinstance(v, str) else 1000 for v in data.values())
        _add({"output_type": "display_data", "data": data, "metadata": metadata or {}}, size)

    def clear_output(self, wait: bool = False) -> None:
        _outputs.clear()


class _LastValue(DisplayHook):
    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        data = _clean(format_dict)
        size = sum(len(v) if isinstance(v, str) else 1000 for v in data.values())
        count = self.prompt_count
        output = {"output_type": "execute_result", "execution_count": count, "data": data, "metadata": md_dict or {}}
        _add(output, size)

    def finish_displayhook(self) -> None: ...


class _Stream:
    """Stands in for sys.stdout and sys.stderr."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, name: str, handle: int):
        self.name, self._handle = name, handle

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        last = _outputs[-1] if _outputs else {}
        if _room > 0 and last.get("output_type") == "stream" and last["name"] == self.name:
            _grow(last, text)
        elif text:
            _add({"output_type": "stream", "name": self.name, "text": text[:LONGEST_OUTPUT]}, len(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._handle


def _grow(last: dict[str, Any], text: str) -> None:
    global _room
    last.setdefault("parts", [last["text"]]).append(text[: max(0, _room)])
    _room -= len(text)
    if _room <= 0:
        last["parts"].append("\n... output cut ...")


class Shell(InteractiveShell):
    """One notebook's shell; made before the fork, as it takes a while."""

    display_pub_class = Type(_Page)
    displayhook_class = Type(_LastValue)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        text = [line[:2000] for line in stb[:100]]
        _add({"output_type": "error", "ename": etype.__name__, "evalue": str(evalue)[:2000], "traceback": text}, 1000)

    def ask_exit(self) -> None:
        """quit() ends a kernel; here it does nothing, so that the cells below still run."""


def make_shell() -> Shell:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    return Shell.instance(config=config)


def is_blank(source: str) -> bool:
    """Whether a cell still has an unfilled blank: the name BLANK in its code. Importing it is none."""
    try:
        return any(isinstance(node, ast.Name) and node.id == "BLANK" for node in ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, or no Python: its words will do
        lines = [line for line in _TEXT_OR_COMMENT.sub("''", source).splitlines() if " import " not in f" {line} "]
        return any(BLANK.search(line) for line in lines)


def run(cells: list[str], skip: set[int], said: Callable[[dict[str, Any]], None]) -> None:
    """Run the cells in order but those in `skip`; `said` gets {"cell": number, "outputs": [...]} as each ends."""
    global _room
    shell = Shell.instance()
    sys.stdout, sys.stderr = _Stream("stdout", 1), _Stream("stderr", 2)  # type: ignore[assignment]
    for number, source in enumerate(cells):
        if number in skip:
            continue
        _outputs.clear()
        _room = LONGEST_OUTPUT
        said({"begins": number})
        try:
            shell.run_cell(source, store_history=True, silent=False)
        except KeyboardInterrupt:
            _add({"output_type": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}, 0)
        said({"cell": number, "outputs": [_whole(output) for output in _outputs]})


def _whole(output: dict[str, Any]) -> dict[str, Any]:
    if "parts" in output:
        return {"output_type": "stream", "name": output["name"], "text": "".join(output["parts"])}
    return json.loads(json.dumps(output, default=str))
