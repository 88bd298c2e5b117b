#include "bridge/check/instead_of.h"

namespace isobridge::bridge {
namespace {

struct Advice {
  std::string_view global;
  std::string_view text;
};

constexpr std::string_view kNoNetwork = "Programs have no network: call a tool instead.";
constexpr std::string_view kNoFiles = "Programs have no modules and no files: call a tool instead.";
constexpr std::string_view kNoPage = "There is no page: programs have the language, the tools and `console`.";
constexpr std::string_view kOneThread = "Programs have one thread and no shared memory: use ArrayBuffer.";
constexpr std::string_view kNoCollector = "What a program does must not depend on the garbage collector: hold the object itself.";

constexpr Advice kAdvice[] = {
    {"fetch", kNoNetwork},
    {"XMLHttpRequest", kNoNetwork},
    {"WebSocket", kNoNetwork},
    {"EventSource", kNoNetwork},
    {"Request", kNoNetwork},
    {"Headers", kNoNetwork},
    {"axios", kNoNetwork},
    {"require", kNoFiles},
    {"module", kNoFiles},
    {"exports", kNoFiles},
    {"fs", kNoFiles},
    {"path", kNoFiles},
    {"__dirname", kNoFiles},
    {"__filename", kNoFiles},
    {"Deno", kNoFiles},
    {"Bun", kNoFiles},
    {"process", "Programs see no process, environment or arguments: the input is the global `input`."},
    {"global", "Use globalThis."},
    {"Buffer", "This is not Node: use Uint8Array, TextEncoder, atob or btoa."},
    {"setImmediate", "Use queueMicrotask or setTimeout."},
    {"window", kNoPage},
    {"document", kNoPage},
    {"navigator", kNoPage},
    {"location", kNoPage},
    {"alert", kNoPage},
    {"localStorage", "Nothing is kept between programs: return what is to be kept."},
    {"sessionStorage", "Nothing is kept between programs: return what is to be kept."},
    {"WebAssembly", "Only JavaScript runs here."},
    {"SharedArrayBuffer", kOneThread},
    {"Atomics", kOneThread},
    {"Worker", kOneThread},
    {"WeakRef", kNoCollector},
    {"FinalizationRegistry", kNoCollector},
};

}  // namespace

std::string_view AdviceInsteadOf(std::string_view global) {
  for (const Advice& advice : kAdvice) {
    if (advice.global == global) return advice.text;
  }
  return "";
}

}  // namespace isobridge::bridge
