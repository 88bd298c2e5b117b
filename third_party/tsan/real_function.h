// Abseil, as a package of the system, is not instrumented for ThreadSanitizer. The executable's own definitions of its functions come
// before those of the shared library, for calls of every library in the process, gRPC's among them: each announces what it means for
// the order of events and calls the real one.
#pragma once

// The shared library's definition of a function of namespace absl, by its mangled name without the namespace's. Aborts if there is none.
void* RealFunction(const char* prefix, const char* name);

#define ISOBRIDGE_REAL(type, prefix, name) static const auto real = reinterpret_cast<type>(RealFunction(prefix, name))
