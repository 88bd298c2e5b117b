"""One case: a program, the limits it runs under, the tools it finds, and the outcomes that are right. README.md has the format."""

import dataclasses
import json
import pathlib
import re

DURATIONS = {"wall_time", "cpu_time", "call_time", "tool_time"}
NUMBERS = {
    "heap_bytes", "args_bytes", "answer_bytes", "result_bytes", "console_bytes", "console_lines", "calls", "calls_in_flight", "timers",
    "journal_bytes", "json_depth", "source_bytes", "input_bytes", "stack_bytes",
}
DEFAULT_LIMITS = {"wall_time": 10.0, "cpu_time": 1.0}
ONCE = DURATIONS | NUMBERS | {
    "profile", "language", "input", "seed", "start_time", "within", "sent", "in_order", "lines", "warnings", "error_bytes", "twice",
}
REPEATED = {"why", "expect", "tool", "call", "line", "warning", "repeat"}
CODES = {
    "PROGRAM_THREW", "SYNTAX_ERROR", "UNSUPPORTED_SYNTAX", "RESULT_NOT_SERIALIZABLE", "RESULT_TOO_LARGE", "RESULT_TOO_DEEP",
    "PROMISE_NEVER_SETTLES", "TOOL_TIME_LIMIT", "WALL_TIME_LIMIT", "CPU_TIME_LIMIT", "HEAP_LIMIT", "PROCESS_MEMORY_LIMIT", "CANCELLED", "WORKER_CRASHED", "WORKER_MISBEHAVED", "COMPILE_LIMIT", "DRAINED",
}


class CaseError(Exception):
    """A case file that doesn't follow the format."""


@dataclasses.dataclass(frozen=True)
class Expectation:
    # "value", "length", "bytes", "error" or "grpc".
    kind: str
    # The value's JSON (None: undefined), a number, or the code.
    content: object
    # Has to be part of the error's name and message.
    fragment: str = ""

    def __str__(self):
        if self.kind == "value":
            return "undefined" if self.content is None else f"value {self.content}"
        text = self.content if self.kind == "error" else f"{self.kind} {self.content}"
        return f"{text} ~ {self.fragment}" if self.fragment else str(text)


@dataclasses.dataclass(frozen=True)
class Bound:
    """A count: exactly, or at most."""

    most: int
    exact: bool

    def holds(self, count):
        return count == self.most if self.exact else count <= self.most

    def __str__(self):
        return f"{'' if self.exact else 'at most '}{self.most}"


@dataclasses.dataclass
class Case:
    name: str
    program: str
    expect: list
    limits: dict
    # Of each tool its answers, one for each call; the last one answers all further calls.
    tools: dict
    values: dict
    # (tool, JSON of the arguments), in order; None: not looked at.
    calls: list
    lines: list
    warnings: list

    def runs_under(self, profile):
        return self.values.get("profile", profile) == profile

    def bound(self, key):
        return parse_bound(self.values[key]) if key in self.values else None

    def within(self):
        return parse_duration(self.values["within"]) if "within" in self.values else None


def parse_duration(text):
    found = re.fullmatch(r"(\d+)(ms|s)", text)
    if not found:
        raise CaseError(f"'{text}' is no duration; write 300ms or 2s")
    return int(found[1]) / (1000 if found[2] == "ms" else 1)


def parse_bound(text):
    found = re.fullmatch(r"(<= )?(\d+)", text)
    if not found:
        raise CaseError(f"'{text}' is no count; write 3 or <= 3")
    return Bound(int(found[2]), exact=not found[1])


def parse_expectation(text):
    if text == "undefined":
        return Expectation("value", None)
    word, _, rest = text.partition(" ")
    if word == "value":
        json.loads(rest)
        return Expectation("value", rest)
    if word == "json_length":
        return Expectation("length", int(rest))
    if word == "bytes":
        return Expectation("bytes", int(rest))
    main, _, fragment = text.partition(" ~ ")
    if main.startswith("grpc "):
        return Expectation("grpc", main[5:], fragment)
    if main not in CODES:
        raise CaseError(f"'{main}' is no outcome; README.md lists them")
    return Expectation("error", main, fragment)


def parse_tool(text):
    name, separator, answer = text.partition(" = ")
    if not separator:
        raise CaseError(f"'{text}': write NAME = ANSWER")
    return name, answer


def split_header(text):
    """The (key, value) pairs at the top, and the program below them."""
    pairs = []
    lines = text.split("\n")
    for at, line in enumerate(lines):
        found = re.fullmatch(r"// ([a-z_]+):(?: (.*))?", line)
        if not found:
            return pairs, "\n".join(lines[at:])
        pairs.append((found[1], found[2] or ""))
    return pairs, ""


def parse_case(name, text):
    pairs, program = split_header(text)
    once, repeated = {}, {key: [] for key in REPEATED}
    for key, value in pairs:
        if key in REPEATED:
            repeated[key].append(value)
        elif key not in ONCE:
            raise CaseError(f"{name}: there is no key '{key}'")
        elif key in once:
            raise CaseError(f"{name}: '{key}' stands twice")
        else:
            once[key] = value
    if not repeated["why"] or not repeated["expect"]:
        raise CaseError(f"{name}: needs a 'why' and an 'expect'")
    for text in repeated["repeat"]:
        word, count, piece = text.split(" ", 2)
        program = program.replace(f"@{word}@", piece * int(count))
    tools = {}
    for text in repeated["tool"] or ["echo = echo"]:
        tool, answer = parse_tool(text)
        tools.setdefault(tool, []).append(answer)
    limits = dict(DEFAULT_LIMITS)
    for key, value in once.items():
        if key in DURATIONS:
            limits[key] = parse_duration(value)
        elif key in NUMBERS:
            limits[key] = int(value)
    return Case(
        name=name,
        program=program,
        expect=[parse_expectation(text) for text in repeated["expect"]],
        limits=limits,
        tools=tools,
        values=once,
        calls=[tuple(text.split(" ", 1)) for text in repeated["call"]] or None,
        lines=repeated["line"],
        warnings=repeated["warning"],
    )


def load_cases(folder):
    """Every case below `folder`, by name (family/name), in order."""
    folder = pathlib.Path(folder)
    cases = {}
    for path in sorted(folder.glob("*/*.ts")):
        name = f"{path.parent.name}/{path.stem}"
        cases[name] = parse_case(name, path.read_text(encoding="utf-8"))
    return cases
