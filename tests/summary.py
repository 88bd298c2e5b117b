"""Counts the test cases of a `bazel test` run from its build event file and prints `passed failed targets cached`.

A target's cases are read from its test.xml, as GoogleTest and Python's runner below Bazel write it; a target without cases, or
one that failed without saying in which case, counts as one. Cases that were skipped count as neither. A target is cached if it
was not run, since nothing that it depends on has changed.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def count_cases(path):
    """Passed and failed cases of one test.xml."""
    passed = failed = 0
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return 0, 0
    for case in root.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None and case.get("status") != "notrun":
            passed += 1
    return passed, failed


def main():
    passed = failed = 0
    targets, cached = set(), set()
    with open(sys.argv[1], encoding="utf-8") as events:
        for line in events:
            event = json.loads(line)
            if "testResult" in event:
                ok = event["testResult"]["status"] == "PASSED"
                label = event["id"]["testResult"]["label"]
                targets.add(label)
                if event["testResult"].get("cachedLocally") or event["testResult"].get("executionInfo", {}).get("cachedRemotely"):
                    cached.add(label)
                target_passed = target_failed = 0
                for output in event["testResult"].get("testActionOutput", []):
                    if output["name"] == "test.xml":
                        path = urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
                        target_passed, target_failed = count_cases(path)
                if ok and target_passed == 0:
                    target_passed = 1
                if not ok and target_failed == 0:
                    target_failed = 1
                passed += target_passed
                failed += target_failed
            elif event.get("id", {}).get("targetCompleted") and not event.get("completed", {}).get("success"):
                if event.get("completed") is not None:
                    failed += 1
                    print("did not build:", event["id"]["targetCompleted"]["label"], file=sys.stderr)
    print(passed, failed, len(targets), len(cached))


main()
