"""`python -m signage.announcer FOLDER ...`: what is wrong with sets of recorded clips."""

import sys
from pathlib import Path

from signage.announcer.clips import BrokenSet, open_set


def main(folders: list[str]) -> int:
    """Tell every fault by its code; 1 when there is one."""
    failed = False
    for folder in folders:
        try:
            found = open_set(Path(folder))
        except BrokenSet as broken:
            failed = True
            for fault in broken.faults:
                print(f"{folder}: {fault.code}: {fault.about}")
        else:
            print(f"{folder}: {found.language}, {len(found.clips)} clips, by {found.author}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
