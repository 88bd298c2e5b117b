"""The tests of a checkout of web-platform-tests that need no document, and the program that each becomes."""

import dataclasses
import pathlib
import posixpath
import re

# What is run unless told otherwise: the APIs that programs have.
FOLDERS = [
    "console", "dom/abort", "dom/events", "encoding", "hr-time", "html/webappapis/atob", "html/webappapis/microtask-queuing",
    "html/webappapis/structured-clone", "html/webappapis/timers", "url", "WebCryptoAPI/digest", "WebCryptoAPI/getRandomValues.any.js",
    "WebCryptoAPI/randomUUID.https.any.js",
]

# A shell, in the words of testharness.js. Files that tests fetch are tool calls: a program has no network.
HOST = """\
globalThis.self = globalThis;
globalThis.GLOBAL = { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false };
globalThis.location = { href: 'https://web-platform.test/', search: '', origin: 'https://web-platform.test', protocol: 'https:' };
// Scripts set the first two without declaring them, which no program can, and make the last one before any test runs.
Object.assign(globalThis, { structuredCloneBatteryOfTests: undefined, testObjMock: undefined, Blob: class Blob {} });
globalThis.fetch = async (path) => {
  const { text } = await external_read_file({ path: String(path) });
  return { ok: true, text: async () => text, json: async () => JSON.parse(text) };
};
"""
END = """
;return await new Promise((resolve) => add_completion_callback((tests, harness) => resolve({
  harness: { status: harness.status, message: String(harness.message ?? '') },
  tests: tests.map(({ name, status, message }) => ({ name: String(name), status, message: String(message ?? '') })),
})));"""


@dataclasses.dataclass(frozen=True)
class Test:
    # Below the checkout.
    path: str
    source: str
    # Paths of the scripts that come before it, below the checkout.
    scripts: tuple

    def folder(self):
        """The one of FOLDERS that it lies in, or its own."""
        return next((folder for folder in FOLDERS if self.path.startswith(folder)), self.path.rpartition("/")[0])


class Suite:
    """A checkout, or a part of one that has `resources/testharness.js`."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder).absolute()
        if not (self._folder / "resources" / "testharness.js").is_file():
            raise SystemExit(f"{folder} is no checkout of web-platform-tests: it has no resources/testharness.js")

    def tests(self, places):
        """The `.any.js` tests in these folders or files."""
        for place in places:
            path = self._folder / place
            if not path.exists():
                print(f"the checkout has no {place}")
            for file in [path] if path.is_file() else sorted(path.rglob("*.any.js")):
                yield self._test(file)

    def program(self, test):
        parts = [HOST, self.read("resources/testharness.js"), *map(self.read, test.scripts), test.source, END]
        return "\n".join(parts)

    def read(self, path):
        """A file of the checkout, and nothing outside of it: tests say what they read."""
        plain = posixpath.normpath(path.lstrip("/"))
        if plain.startswith(".."):
            raise PermissionError(f"{path} is outside of the checkout")
        return (self._folder / plain).read_text(encoding="utf-8", errors="surrogateescape")

    def _test(self, file):
        source = file.read_text(encoding="utf-8")
        path = file.relative_to(self._folder).as_posix()
        scripts = re.findall(r"^// META: script=(\S+)", source, re.MULTILINE)
        return Test(path, source, tuple(beside(path, script) for script in scripts))


def beside(path, name):
    """A file that `path` names: from the top of the checkout, or from its own folder."""
    return name if name.startswith("/") else posixpath.join(posixpath.dirname(path), name)
