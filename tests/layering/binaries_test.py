"""Reads from the executables themselves that the one that serves gRPC has no V8, and the one that has V8 no gRPC."""

import subprocess
import sys
import unittest


def libraries(path):
    """Every shared library that the loader would map, by name."""
    out = subprocess.run(["ldd", path], check=True, capture_output=True, text=True).stdout
    return {line.split()[0].split("/")[-1] for line in out.splitlines() if line.strip()}


def symbols(path):
    return subprocess.run(["nm", "-C", "--dynamic", path], check=True, capture_output=True, text=True).stdout


class Binaries(unittest.TestCase):
    def test_the_service_has_no_v8(self):
        self.assertTrue(any(name.startswith("libgrpc++") for name in libraries(SERVICE)))
        self.assertEqual([name for name in libraries(SERVICE) if "node" in name or "v8" in name], [])
        self.assertNotIn("v8::", symbols(SERVICE))

    def test_the_worker_has_v8_and_no_grpc(self):
        self.assertTrue(any(name.startswith("libnode") for name in libraries(WORKER)))
        self.assertIn("v8::", symbols(WORKER))
        self.assertEqual([name for name in libraries(WORKER) if "grpc" in name or "absl" in name], [])


if __name__ == "__main__":
    WORKER = sys.argv.pop(2)
    SERVICE = sys.argv.pop(1)
    unittest.main()
