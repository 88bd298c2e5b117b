"""Small mistakes in programs of the corpus, as mutants.json lists them; mutate.py makes the list."""

import dataclasses
import json

import execution

KINDS = ["tool_name", "argument_key", "missing_argument", "result_field", "missing_await", "name"]
REFUSALS = {"CHECK_FAILED", "SYNTAX_ERROR", "UNSUPPORTED_SYNTAX"}


@dataclasses.dataclass(frozen=True)
class Change:
    case: str
    kind: str
    # From 1.
    line: int
    column: int
    # From 0, in characters.
    offset: int
    was: str
    now: str

    def name(self):
        return f"{self.case}:{self.line}:{self.column} {self.kind}, {self.was!r} -> {self.now!r}"


def load(path):
    with open(path, encoding="utf-8") as file:
        return [Change(**mutant) for mutant in json.load(file)["mutants"]]


def applied(case, change):
    """The case with the changed program."""
    end = change.offset + len(change.was)
    if case.source[change.offset:end] != change.was:
        raise ValueError(f"{change.name()}: the program has {case.source[change.offset:end]!r} there; make the list anew")
    return dataclasses.replace(case, source=case.source[:change.offset] + change.now + case.source[end:])


def stopped(seen):
    """Whether the program was refused, and so before any call."""
    return seen.error_code() in REFUSALS and not seen.calls


def passed(seen):
    """Whether the program was checked, and ran."""
    return seen.finished is not None and not seen.ran_unchecked() and not stopped(seen)


def start_of(case):
    """With limits that end a program soon which asks for one page again and again."""
    start = execution.start_of(case)
    start.limits.wall_time.FromSeconds(5)
    start.limits.cpu_time.FromSeconds(2)
    start.limits.calls = 200
    return start
