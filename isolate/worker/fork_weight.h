#ifndef ISOBRIDGE_ISOLATE_WORKER_FORK_WEIGHT_H_
#define ISOBRIDGE_ISOLATE_WORKER_FORK_WEIGHT_H_

namespace isobridge::isolate {

// What makes forks of a warm zygote cheap. A fork costs about 31 us per MB of anonymous memory and 1 us per mapping, and the page
// faults of the child. For processes with one thread.

// Gives memory that malloc holds in reserve back to the kernel, and leaves libraries that only node:: calls out of every fork:
// TLS, SQLite, HTTP/2, compression. A fork that called into one, or exited by other means than _exit, would crash.
// `symbols_bound`: the dynamic linker has looked up every symbol (LD_BIND_NOW). Otherwise it may search these libraries' tables
// later, and they stay. Takes under a millisecond.
void LightenForks(bool symbols_bound);

// Moves V8's code into anonymous huge pages, which all forks share: a program in a fork then takes 48 instead of 126 page faults.
// Nothing happens where transparent huge pages are off. Takes about 25 ms and 48 MB.
void MoveV8ToHugePages();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FORK_WEIGHT_H_
