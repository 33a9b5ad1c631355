"""What goes wrong while setting up, told to a person in one line."""

import errno
import sys
from collections.abc import Callable
from typing import NoReturn

FULL = "The disk is full: make room and start again."


class SetupError(Exception):
    """Something a person must set right; its text is the one line they read."""


class Stopped(Exception):
    """Someone asked this program to stop (Ctrl-C, TERM, a closed terminal)."""


def run_main(main: Callable[[], int]) -> NoReturn:
    """Run a program and leave with its code; what a person can mend becomes one line."""
    try:
        sys.exit(main())
    except (Stopped, KeyboardInterrupt):
        sys.exit(130)
    except SetupError as error:
        sys.exit(_one_line(str(error)))
    except OSError as error:
        sys.exit(explain_os_error(error))


def explain_os_error(error: OSError) -> str:
    """One line for trouble with disk, permission or path; any other is our fault, so raised."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission: {error.strerror}: {error.filename}"
    if error.errno in (errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EEXIST):
        return f"No usable path: {error.strerror}: {error.filename}"
    raise error


def explain_output(output: str, trouble: str) -> str:
    """One line out of what a failed program wrote: the disk if it was that, else its last line."""
    if "No space left on device" in output:
        return FULL
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"{trouble}: {lines[-1]}" if lines else f"{trouble}."


def _one_line(text: str) -> str:
    return " ".join(text.split())
