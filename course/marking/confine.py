"""Shuts this process in, by what Linux offers to everybody: namespaces, dropped privileges, a filter of system calls.

Used in a child of the warm process, before it reads a byte of what a learner handed in.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NOSUID, NODEV, REC, PRIVATE, RDONLY = 2, 4, 0x4000, 0x40000, 1
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 4, 22, 38, 36
NOBODY = 65534  # the outside uid where marking runs as root: root's limits would bind nobody


def _done(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def leave_root() -> None:
    """Become nobody, if root: root escapes the limit on processes."""
    if os.geteuid() == 0 and sys.platform == "linux":
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # or /proc/self/uid_map belongs to root


def own_namespaces() -> None:
    """User, mount, pid (for the next child), network, ipc, host name and cgroup namespaces of one's own."""
    uid, gid = os.geteuid(), os.getegid()
    _done(_libc.unshare(NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def own_mounts(sizes: dict[str, int]) -> None:
    """Folders of one's own in memory, of these sizes in bytes; an empty /proc, so that no process sees another."""
    _done(_libc.mount(None, b"/", None, REC | PRIVATE, None), "mount /")
    for folder, size in sizes.items():
        options = f"size={size},nr_inodes=5000,mode=700".encode()
        _done(_libc.mount(b"tmpfs", folder.encode(), b"tmpfs", NOSUID | NODEV, options), f"mount {folder}")
    _done(_libc.mount(b"tmpfs", b"/proc", b"tmpfs", NOSUID | NODEV | RDONLY, b"size=4k"), "mount /proc")


def drop_privileges() -> None:
    """No capability in the own user namespace either, and no way to get one back."""
    for capability in range(64):
        _libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; an unknown one is refused, harmlessly
    header = struct.pack("Ii", 0x20080522, 0)
    _done(_libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")
    _done(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def adopt_orphans() -> None:
    """Be the parent of every process below whose own parent ended, so that they can be found and ended."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


# System calls that no lesson needs, by machine: those that make memory which no limit counts (memfd_create, shmget and
# its like), namespaces and mounts anew, or look into other processes and the kernel.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        "319 447 272 308 165 166 155 161 101 310 311 250 248 249 321 323 "
        "425 426 427 298 29 30 64 68 240 428 429 430 431 432 442 438",
        56,
    ),
    "aarch64": (
        0xC00000B7,
        "279 447 97 268 40 39 41 51 117 270 271 219 217 218 280 282 "
        "425 426 427 241 194 196 190 186 180 428 429 430 431 432 442 438",
        220,
    ),
}
_CLONE3 = 435
_ERRNO, _ALLOW = 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06


def refuse_system_calls() -> bool:
    """Install the filter, after `drop_privileges`. False on a machine whose numbers are not known here."""
    if platform.machine() not in _REFUSED:
        return False
    machine, numbers, clone = _REFUSED[platform.machine()]
    refused = [int(number) for number in numbers.split()]
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _ERRNO | 1),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, 0x40000000),  # x86's second set of numbers
        (_RETURN, 0, 0, _ERRNO | 1),
        (_EQUAL, 0, 1, _CLONE3),  # its flags lie in memory, where a filter does not see them; libraries fall back
        (_RETURN, 0, 0, _ERRNO | 38),
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 0, 1 + 2 * len(refused), NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP),
        (_RETURN, 0, 0, _ERRNO | 1),
        *(step for number in refused for step in ((_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | 1))),
        (_RETURN, 0, 0, _ALLOW),
    ]
    _install(program)
    return True


def _install(program: Iterable[tuple[int, int, int, int]]) -> None:
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    held = ctypes.create_string_buffer(code)
    head = struct.pack("HP", len(code) // 8, ctypes.addressof(held))
    _done(_libc.prctl(PR_SET_SECCOMP, 2, ctypes.c_char_p(head), 0, 0), "seccomp")
