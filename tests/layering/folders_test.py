"""Holds the dependency edges of the build against the folder rule of ARCHITECTURE.md."""

import sys
import unittest

# Which folders of ours a folder may look into.
ALLOWED = {
    "proto": set(),
    "telemetry": set(),
    "bridge": {"proto", "telemetry"},
    "isolate": {"bridge", "proto", "telemetry"},
    "service": {"bridge", "isolate", "proto", "telemetry", "clients"},
    "clients": {"proto"},
}

# isolate sees bridge's seams and what both queue, check, hash, name tools and refuse with, not what runs an execution.
BRIDGE_SEAMS = {
    "//bridge:byte_text",
    "//bridge:fair_queue",
    "//bridge:frame",
    "//bridge:message_fields",
    "//bridge:near_names",
    "//bridge:process_memory",
    "//bridge:program_checker",
    "//bridge:program_compiler",
    "//bridge:result_cache",
    "//bridge/schema:json",
    "//bridge:retry_after",
    "//bridge:sha256",
    "//bridge:timers",
    "//bridge:tool_names",
    "//bridge:utf8",
    "//bridge:worker",
}

# One folder for each heavy dependency.
OWNERS = {
    "//third_party:v8": {"isolate/worker"},
    "//third_party:seccomp": {"isolate/lockdown"},
    "//third_party:grpc": {"service", "clients/cli", "proto"},
    "//third_party:yaml_cpp": {"service"},
    "//third_party:prometheus": {"telemetry"},
}


def package(label):
    return label[2:].split(":")[0]


def folder(label):
    return package(label).split("/")[0]


class Folders(unittest.TestCase):
    def setUp(self):
        with open(EDGES, encoding="utf-8") as f:
            self.edges = [line.split() for line in f if line.strip()]

    def test_the_graph_was_read(self):
        for name in ("//service:isobridge", "//isolate/worker:isobridge_worker"):
            self.assertTrue(any(a == name for a, _ in self.edges), name)
        self.assertTrue(any(b == "//third_party:v8" for _, b in self.edges))

    def test_folders_look_only_where_they_may(self):
        wrong = [
            f"{a} -> {b}"
            for a, b in self.edges
            if folder(a) in ALLOWED
            and folder(b) in ALLOWED
            and folder(a) != folder(b)
            and folder(b) not in ALLOWED[folder(a)]
        ]
        self.assertEqual(wrong, [])

    def test_nothing_that_ships_depends_on_tests(self):
        wrong = [f"{a} -> {b}" for a, b in self.edges if folder(b) in ("tests", "examples", "deploy")]
        self.assertEqual(wrong, [])

    def test_isolate_sees_only_the_seams_of_bridge(self):
        wrong = [
            f"{a} -> {b}"
            for a, b in self.edges
            if folder(a) == "isolate" and folder(b) == "bridge" and b not in BRIDGE_SEAMS
        ]
        self.assertEqual(wrong, [])

    def test_heavy_libraries_stay_in_their_folder(self):
        wrong = [
            f"{a} -> {b}"
            for a, b in self.edges
            if b in OWNERS and package(a) != "third_party" and package(a) not in OWNERS[b]
        ]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    EDGES = sys.argv.pop(1)
    unittest.main()
