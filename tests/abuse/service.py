"""The real service as a child process on a unix socket."""

import os
import select
import shutil
import subprocess
import tempfile
import threading

import grpc
import process_tree
from isobridge.v1 import sandbox_pb2_grpc as rpc

START_S = 60
END_S = 15


class Service:
    """`isobridge serve` from entering the scope to leaving it; `leftovers` then says what outlived it."""

    def __init__(self, binary, profile, flags):
        self._binary = binary
        self._profile = profile
        self._flags = flags
        self._below = set()
        self.leftovers = []

    def __enter__(self):
        # Short, for the length of a socket's path.
        self._folder = tempfile.mkdtemp(prefix="abuse", dir="/tmp")
        self.log_path = os.path.join(self._folder, "log")
        socket = f"unix:{self._folder}/s"
        ready, told = os.pipe()
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [self._binary, "serve", f"--listen={socket}", f"--profile={self._profile}", f"--ready_fd={told}", "--log_format=json", *self._flags],
                stdout=log, stderr=log, pass_fds=[told])
        os.close(told)
        try:
            self._await_ready(ready)
        finally:
            os.close(ready)
        self.channel = grpc.insecure_channel(socket, options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)])
        self.stub = rpc.SandboxStub(self.channel)
        return self

    def _await_ready(self, ready):
        readable, _, _ = select.select([ready], [], [], START_S)
        if readable and os.read(ready, 1000):
            return
        self.process.kill()
        self.process.wait()
        raise RuntimeError(f"the service did not get ready within {START_S} s:\n{self.log_text()}")

    def __exit__(self, *_):
        self.channel.close()
        self.note_processes()
        self.process.terminate()
        try:
            status = self.process.wait(END_S)
            if status != 0:
                self.leftovers.append(f"the service ended with status {status}")
        except subprocess.TimeoutExpired:
            self.leftovers.append(f"the service did not end within {END_S} s of SIGTERM")
            self.process.kill()
            self.process.wait()
        # The kernel takes a moment to end what died with its parent.
        threading.Event().wait(0.5)
        self.leftovers += [f"process {process[0]} outlived the service" for process in self._below if process_tree.alive(process)]
        if not self.leftovers:
            shutil.rmtree(self._folder, ignore_errors=True)

    def note_processes(self):
        """Remembers what runs below the service now."""
        self._below |= set(process_tree.descendants(self.process.pid))

    def footprint(self):
        return process_tree.footprint(self.process.pid)

    def log_text(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()[-20_000:]
