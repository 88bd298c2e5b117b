"""The tests of a checkout of test262, and the program that each becomes."""

import dataclasses
import fnmatch
import functools
import pathlib
import re

# Not in the form of a program: a body of an async function in strict mode.
OTHER_FORMS = {"module", "raw", "noStrict"}

# What a host of test262 offers. It is no part of the comparison, and small: what it lacks fails on both sides.
HOST = """\
const $finished = Promise.withResolvers();
function print(text) { console.log(text); if (String(text).startsWith('Test262:')) $finished.resolve(); }
const $262 = { global: globalThis, detachArrayBuffer(buffer) { buffer.transfer(); } };
"""
# Errors of the harness have no name of their own, by which a negative test could know them.
AFTER_HARNESS = "Test262Error.prototype.name = 'Test262Error';\n"
# What the harness makes out of strings without need, written out: a program can't.
REWRITTEN = {
    "return new Function('return class My' + type + ' extends ' + type + ' {}')();":
        "return { Uint8Array: class MyUint8Array extends Uint8Array {}, Float32Array: class MyFloat32Array extends Float32Array {}, "
        "BigInt64Array: class MyBigInt64Array extends BigInt64Array {} }[type];",
}
ASYNC_END = "\n;await $finished.promise;return;"
END = "\n;return;"


@dataclasses.dataclass(frozen=True)
class Test:
    # Below the checkout's `test`.
    path: str
    source: str
    flags: frozenset
    includes: tuple
    features: frozenset
    # "parse", "resolution", "runtime", or empty: it has to return.
    negative_phase: str
    # The name of the error.
    negative_type: str

    def is_async(self):
        return "async" in self.flags

    def fits(self, pattern):
        """A path below `test` with `*`, `feature:NAME`, `includes:FILE` (of the harness), or `text:REGEX` (found in the test)."""
        kind, _, rest = pattern.partition(":")
        if kind == "feature":
            return rest in self.features
        if kind == "includes":
            return rest in self.includes
        if kind == "text":
            return re.search(rest, self.source) is not None
        return fnmatch.fnmatchcase(self.path, pattern)


class Suite:
    """A checkout. Thread-safe."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        if not (self._folder / "harness" / "assert.js").is_file():
            raise SystemExit(f"{folder} is no checkout of test262: it has no harness/assert.js")

    def tests(self, patterns):
        """Every test that has the form of a program and whose path fits one of `patterns` (all, if there are none)."""
        for file in sorted((self._folder / "test").rglob("*.js")):
            path = file.relative_to(self._folder / "test").as_posix()
            if file.stem.endswith("_FIXTURE") or (patterns and not any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)):
                continue
            test = parse(path, file.read_bytes().decode("utf-8", "surrogatepass"))
            if not test.flags & OTHER_FORMS:
                yield test

    def program(self, test):
        files = ["assert.js", "sta.js", *(["doneprintHandle.js"] if test.is_async() else []), *test.includes]
        return HOST + "\n".join([*map(self._harness, files), AFTER_HARNESS, test.source]) + (ASYNC_END if test.is_async() else END)

    @functools.cache
    def _harness(self, name):
        text = (self._folder / "harness" / name).read_text(encoding="utf-8")
        for old, new in REWRITTEN.items():
            text = text.replace(old, new)
        return text


def parse(path, source):
    front = re.search(r"/\*---(.*?)---\*/", source, re.DOTALL)
    text = front.group(1) if front else ""
    negative = re.search(r"^negative:[ \t]*\n((?:[ \t]+.*\n?)+)", text, re.MULTILINE)
    about = negative.group(1) if negative else ""
    return Test(path, source, frozenset(listed(text, "flags")), tuple(listed(text, "includes")), frozenset(listed(text, "features")),
                scalar(about, "phase"), scalar(about, "type"))


def listed(text, key):
    """A list of YAML, in brackets or with a dash on each line."""
    found = re.search(rf"^{key}:[ \t]*(?:\[(.*?)\]|((?:\s*\n[ \t]+-.*)+))", text, re.MULTILINE | re.DOTALL)
    if not found:
        return []
    return re.findall(r"[^\s,\[\]]+", found.group(1)) if found.group(1) is not None else re.findall(r"-[ \t]+(\S+)", found.group(2))


def scalar(text, key):
    found = re.search(rf"^\s*{key}:\s*(\w+)", text, re.MULTILINE)
    return found.group(1) if found else ""
