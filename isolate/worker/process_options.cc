#include "isolate/worker/process_options.h"

#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

namespace isobridge::isolate {
namespace {

// Smaller heaps don't hold the runtime and the compiler; larger ones are no sandbox any more.
constexpr uint64_t kMinHeapBytes = 16u << 20;
constexpr uint64_t kMaxHeapBytes = 4ull << 30;

template <typename T>
using Choice = std::pair<std::string_view, T>;

template <typename T, size_t n>
bool Choose(std::string_view text, const Choice<T> (&choices)[n], T* value) {
  for (const Choice<T>& choice : choices) {
    if (choice.first != text) continue;
    *value = choice.second;
    return true;
  }
  return false;
}

constexpr Choice<Role> kRoles[] = {{"worker", Role::kWorker}, {"compiler", Role::kCompiler}};
constexpr Choice<Profile> kProfiles[] = {{"jit", Profile::kJit}, {"hardened", Profile::kHardened}};
constexpr Choice<bool> kBools[] = {{"true", true}, {"false", false}};
constexpr Choice<LandlockPolicy> kLandlock[] = {
    {"require", LandlockPolicy::kRequire}, {"prefer", LandlockPolicy::kPrefer}, {"off", LandlockPolicy::kOff}};

template <typename T>
bool Number(std::string_view text, T min, T max, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size() && *value >= min && *value <= max;
}

bool Set(std::string_view name, std::string_view value, ProcessOptions* o) {
  if (name == "role") return Choose(value, kRoles, &o->role);
  if (name == "profile") return Choose(value, kProfiles, &o->profile);
  if (name == "control_fd") return Number(value, 3, std::numeric_limits<int>::max(), &o->control_fd);
  if (name == "heap_bytes") return Number(value, kMinHeapBytes, kMaxHeapBytes, &o->heap_bytes);
  if (name == "landlock") return Choose(value, kLandlock, &o->landlock);
  if (name == "huge_text") return Choose(value, kBools, &o->huge_text);
  if (name == "warm") return Choose(value, kBools, &o->warm);
  return false;
}

}  // namespace

std::string ProcessOptions::Parse(int argc, char** argv, ProcessOptions* options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const size_t equals = argument.find('=');
    if (argument.substr(0, 2) != "--" || equals == std::string_view::npos ||
        !Set(argument.substr(2, equals - 2), argument.substr(equals + 1), options)) {
      return "unknown argument, or a value out of range: " + std::string(argument);
    }
  }
  return "";
}

const char* ProcessOptions::Usage() {
  return "usage: isobridge_worker --role=worker|compiler --control_fd=N [--profile=jit|hardened] "
         "[--heap_bytes=16777216..4294967296]\n"
         "         [--landlock=require|prefer|off] [--huge_text=true|false] [--warm=true|false]\n"
         "Forks locked-down workers or compilers for the Isobridge service, which starts it with one end of a socket pair; for "
         "example\n"
         "  isobridge_worker --role=worker --control_fd=3 --profile=jit --heap_bytes=134217728 --landlock=require\n";
}

}  // namespace isobridge::isolate
