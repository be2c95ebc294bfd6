"""What the operating system is asked to hold a process to."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Be killed when `parent`, which started this process, ends in whatever way. Linux only; elsewhere nothing."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)


def limit(**resources: int) -> None:
    """Set soft and hard limits by the names of the `resource` module without RLIMIT_, e.g. `limit(CPU=60)`.

    A limit that this system does not know, or that is lower already, is left as it is.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in resources.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, (value, value))
