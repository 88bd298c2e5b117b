"""What a run found: a test.xml for Bazel, and a summary for people."""

import dataclasses
import os
import xml.etree.ElementTree as ElementTree


@dataclasses.dataclass
class Verdict:
    name: str
    outcome: str
    seconds: float
    problems: list
    # Too late while others ran beside it; alone it was in time.
    late_under_load: str = ""


def write_junit(profile, verdicts):
    path = os.environ.get("XML_OUTPUT_FILE")
    if not path:
        return
    failures = sum(bool(verdict.problems) for verdict in verdicts)
    suite = ElementTree.Element("testsuite", name=f"abuse_{profile}", tests=str(len(verdicts)), failures=str(failures))
    for verdict in verdicts:
        family, _, name = verdict.name.partition("/")
        case = ElementTree.SubElement(suite, "testcase", classname=f"{profile}.{family}", name=name, time=f"{verdict.seconds:.3f}")
        if verdict.problems:
            ElementTree.SubElement(case, "failure", message=printable(verdict.problems[0])).text = printable("\n".join(verdict.problems))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def printable(text):
    """Without what XML can't hold."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def print_verdict(verdict):
    print(f"{'FAIL' if verdict.problems else 'ok  '} {verdict.name}  {verdict.seconds:.2f} s  {printable(verdict.outcome)[:200]!r}", flush=True)


def print_summary(profile, verdicts):
    for verdict in verdicts:
        if verdict.problems:
            print(f"FAIL {verdict.name}")
            for problem in verdict.problems:
                print(f"     {printable(problem)}")
    for verdict in verdicts:
        if verdict.late_under_load:
            print(f"late {verdict.name}: {verdict.late_under_load} beside others; in time alone")
    failed = sum(bool(verdict.problems) for verdict in verdicts)
    print(f"{profile}: {len(verdicts) - failed} passed, {failed} failed")
    return failed
