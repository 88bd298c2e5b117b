"""What /proc says of a process and everything below it."""

import dataclasses
import os


@dataclasses.dataclass(frozen=True)
class Footprint:
    processes: int
    zombies: int
    descriptors: int
    mounts: int
    resident_mib: float


def _stat(pid):
    """(state, parent, start time) of a process, or None if there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1]), fields[19]


def descendants(root):
    """{(pid, start time): state} of everything below `root`."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (stat := _stat(entry)):
            children.setdefault(stat[1], []).append((int(entry), stat[2], stat[0]))
    found, todo = {}, [root]
    while todo:
        for pid, began, state in children.get(todo.pop(), []):
            found[pid, began] = state
            todo.append(pid)
    return found


def alive(process):
    pid, began = process
    stat = _stat(pid)
    return stat is not None and stat[2] == began and stat[0] != "Z"


def _lines(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return sum(1 for _ in file)


def footprint(root):
    below = descendants(root)
    with open(f"/proc/{root}/status", encoding="utf-8") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return Footprint(
        processes=len(below),
        zombies=sum(state == "Z" for state in below.values()),
        descriptors=len(os.listdir(f"/proc/{root}/fd")),
        mounts=_lines(f"/proc/{root}/mountinfo"),
        resident_mib=resident / 1024,
    )
