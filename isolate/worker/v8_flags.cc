#include "isolate/worker/v8_flags.h"

#include <stdio.h>
#include <stdlib.h>

#include <sstream>
#include <vector>

#include "v8-initialization.h"

namespace isobridge::isolate {

std::string V8Flags(Profile profile) {
  // Single-threaded: threads don't survive a fork, and the lockdown forbids new ones.
  std::string flags = "--single-threaded --stack-size=" + std::to_string(kScriptStackKib);
  switch (profile) {
    case Profile::kJit:
      // Turboshaft's unrolling drops the stack check of an outer endless loop, which then can't be stopped.
      return flags + " --no-turboshaft-loop-unrolling";
    case Profile::kHardened:
      return flags + " --jitless";
  }
  return flags;
}

void SetV8Flags(Profile profile) {
  std::istringstream words(V8Flags(profile));
  std::vector<std::string> flags = {"isobridge_worker"};
  for (std::string word; words >> word;) flags.push_back(word);
  std::vector<char*> arguments;
  for (std::string& flag : flags) arguments.push_back(flag.data());
  int count = static_cast<int>(arguments.size());
  v8::V8::SetFlagsFromCommandLine(&count, arguments.data(), /*remove_flags=*/true);
  if (count == 1) return;
  fprintf(stderr, "isobridge_worker: this V8 (%s) doesn't know the flag %s\n", v8::V8::GetVersion(), arguments[1]);
  abort();
}

}  // namespace isobridge::isolate
