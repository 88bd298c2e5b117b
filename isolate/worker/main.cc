// isobridge_worker: the process that runs V8 for the Isobridge service, in one of its roles. See ProcessOptions::Usage.
#include <stdio.h>

#include <string>

#include "isolate/worker/exit_status.h"
#include "isolate/worker/process_options.h"
#include "isolate/worker/zygote.h"

int main(int argc, char** argv) {
  isobridge::isolate::ProcessOptions options;
  const std::string wrong = isobridge::isolate::ProcessOptions::Parse(argc, argv, &options);
  if (argc < 2 || !wrong.empty()) {
    fprintf(stderr, "isobridge_worker: %s\n%s", wrong.empty() ? "no arguments" : wrong.c_str(),
            isobridge::isolate::ProcessOptions::Usage());
    return isobridge::isolate::kExitUsage;
  }
  return isobridge::isolate::Zygote(options, argv).Serve();
}
