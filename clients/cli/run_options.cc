#include "clients/cli/run_options.h"

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace isobridge::cli {
namespace {

using isobridge::v1::Limits;

constexpr std::string_view kUsageHead = R"(usage: isobridge run PROGRAM [--tools FILE] [FLAGS]

Runs one program and prints what it returned on standard output, everything else on standard error. PROGRAM is a TypeScript or
JavaScript file, or - for standard input. For example:

  isobridge run examples/top_products/program.ts --tools examples/top_products/tools.json

)";

constexpr std::string_view kUsageTail = R"(
A tools file is a JSON object with one member for each tool that the program may call:

  {
    "rates":  {"command": ["python3", "rates.py"], "timeout_ms": 5000},
    "stock":  {"result": {"left": 7}, "delay_ms": 20},
    "pay":    {"error": {"message": "declined", "code": "DECLINED"}},
    "rating": {"cases": [{"args": {"id": 1}, "result": 4.5}, {"times": 2, "error": {"message": "busy"}}, {"result": null}]}
  }

  command  runs in the folder of the tools file; it reads the arguments as JSON from standard input and writes the result as JSON to
           standard output. Any exit status but 0 fails the call with what it wrote to standard error: a text, or a JSON object
           with message, code, name and data. It is killed after timeout_ms (30,000), when the call is cancelled, and when the run ends.
  cases    the first one whose args are among the arguments, and that has answered fewer than its times, answers after its delay_ms.

Any tool may have a description, and JSON Schemas of its arguments and results, input_schema and output_schema: the program is checked
against them before it runs, and its calls when it makes them.

Exit status: 0 the program returned; 1 it failed; 2 the command line, a file or the request is wrong; 3 the service, or the connection
to it, failed; 130 interrupted (128 + the signal).
)";

// One flag: "name", what its value is called ("" for a switch), a line of help, and what to do with the value.
struct Flag {
  std::string_view name;
  std::string_view value;
  std::string_view help;
  std::function<absl::Status(std::string_view value, RunOptions* options)> set;
};

absl::Status Bad(std::string_view value, std::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat("is '", value, "'; it must be ", expected));
}

auto SetString(std::string RunOptions::* field) {
  return [field](std::string_view value, RunOptions* options) {
    options->*field = std::string(value);
    return absl::OkStatus();
  };
}

// What gRPC would take for a name and look up for ever.
absl::Status SetAddress(std::string_view value, RunOptions* options) {
  if (!absl::StrContains(value, ':') || absl::StartsWith(value, ":") || absl::EndsWith(value, ":")) {
    return Bad(value, "HOST:PORT or unix:PATH, such as 127.0.0.1:50051");
  }
  options->server.address = std::string(value);
  return absl::OkStatus();
}

auto SetServer(std::string ServerOptions::* field) {
  return [field](std::string_view value, RunOptions* options) {
    options->server.*field = std::string(value);
    return absl::OkStatus();
  };
}

auto SetDuration(google::protobuf::Duration* (Limits::*mutable_field)()) {
  return [mutable_field](std::string_view value, RunOptions* options) {
    absl::Duration duration;
    if (!absl::ParseDuration(value, &duration) || duration <= absl::ZeroDuration() || duration > absl::Hours(24 * 365)) {
      return Bad(value, "a duration above 0, such as 500ms, 30s or 2m");
    }
    google::protobuf::Duration* field = (options->request.mutable_limits()->*mutable_field)();
    field->set_seconds(absl::ToInt64Seconds(duration));
    field->set_nanos(static_cast<int32_t>((duration - absl::Seconds(field->seconds())) / absl::Nanoseconds(1)));
    return absl::OkStatus();
  };
}

auto SetCount(void (Limits::*set_field)(uint32_t)) {
  return [set_field](std::string_view value, RunOptions* options) {
    uint32_t count;
    if (!absl::SimpleAtoi(value, &count) || count == 0) return Bad(value, "a whole number from 1");
    (options->request.mutable_limits()->*set_field)(count);
    return absl::OkStatus();
  };
}

auto SetBytes(void (Limits::*set_field)(uint64_t)) {
  return [set_field](std::string_view value, RunOptions* options) {
    std::string_view digits = value;
    const int shift = absl::ConsumeSuffix(&digits, "KiB")   ? 10
                      : absl::ConsumeSuffix(&digits, "MiB") ? 20
                      : absl::ConsumeSuffix(&digits, "GiB") ? 30
                                                            : 0;
    uint64_t number;
    if (!absl::SimpleAtoi(digits, &number) || number == 0 || number > (uint64_t{1} << 40) >> shift) {
      return Bad(value, "a number of bytes from 1 to 1024GiB, such as 65536, 64KiB or 256MiB");
    }
    (options->request.mutable_limits()->*set_field)(number << shift);
    return absl::OkStatus();
  };
}

absl::Status SetLanguage(std::string_view value, RunOptions* options) {
  if (value == "typescript" || value == "ts") {
    options->request.set_language(isobridge::v1::LANGUAGE_TYPESCRIPT);
  } else if (value == "javascript" || value == "js") {
    options->request.set_language(isobridge::v1::LANGUAGE_JAVASCRIPT);
  } else {
    return Bad(value, "typescript or javascript");
  }
  return absl::OkStatus();
}

absl::Status SetCheck(std::string_view value, RunOptions* options) {
  if (value == "off") {
    options->request.set_check(isobridge::v1::CHECK_MODE_OFF);
  } else if (value == "advise") {
    options->request.set_check(isobridge::v1::CHECK_MODE_ADVISE);
  } else if (value == "block-certain") {
    options->request.set_check(isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  } else if (value == "strict") {
    options->request.set_check(isobridge::v1::CHECK_MODE_STRICT);
  } else {
    return Bad(value, "off, advise, block-certain or strict");
  }
  return absl::OkStatus();
}

absl::Status SetSeed(std::string_view value, RunOptions* options) {
  std::string bytes;
  if (value.size() != 64 || !absl::HexStringToBytes(value, &bytes)) return Bad(value, "64 hexadecimal digits");
  options->request.set_seed(bytes);
  return absl::OkStatus();
}

absl::Status SetStartTime(std::string_view value, RunOptions* options) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, value, &time, &error)) return Bad(value, "a time such as 2026-01-31T12:00:00Z");
  options->request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(time));
  options->request.mutable_start_time()->set_nanos(
      static_cast<int32_t>((time - absl::FromUnixSeconds(absl::ToUnixSeconds(time))) / absl::Nanoseconds(1)));
  return absl::OkStatus();
}

absl::Status SetAllowedTools(std::string_view value, RunOptions* options) {
  options->request.clear_allowed_tools();
  for (std::string_view name : absl::StrSplit(value, ',')) {
    // No name at all would allow every tool.
    if (name.empty()) return Bad(value, "names of tools, such as list_products,get_ratings");
    options->request.add_allowed_tools(std::string(name));
  }
  return absl::OkStatus();
}

auto SetValidation(void (isobridge::v1::Validation::*set_mode)(isobridge::v1::Validation::Mode)) {
  return [set_mode](std::string_view value, RunOptions* options) {
    using isobridge::v1::Validation;
    const auto mode = value == "off"       ? Validation::MODE_OFF
                      : value == "warn"    ? Validation::MODE_WARN
                      : value == "enforce" ? Validation::MODE_ENFORCE
                                           : Validation::MODE_UNSPECIFIED;
    if (mode == Validation::MODE_UNSPECIFIED) return Bad(value, "off, warn or enforce");
    (options->request.mutable_validation()->*set_mode)(mode);
    return absl::OkStatus();
  };
}

absl::Status SetToolProcesses(std::string_view value, RunOptions* options) {
  uint32_t count;
  if (!absl::SimpleAtoi(value, &count) || count == 0 || count > 1000) return Bad(value, "a whole number from 1 to 1000");
  options->tool_processes = count;
  return absl::OkStatus();
}

const std::vector<Flag>& Flags() {
  static const auto* const flags = new std::vector<Flag>{
      {"tools", "FILE", "what the program may call; see below", SetString(&RunOptions::tools)},
      {"catalog", "DIGEST",
       "the tools by the `catalogDigest` of an earlier `started` (--json); --tools still answers, and is sent if that is unknown",
       [](std::string_view value, RunOptions* options) {
         return options->request.set_catalog_digest(std::string(value)), absl::OkStatus();
       }},
      {"input", "FILE|JSON", "the program's `input`: JSON, or a file that holds it", SetString(&RunOptions::input)},
      {"json", "", "print every message of the service as one line of JSON on standard output, and nothing else",
       [](std::string_view, RunOptions* options) { return options->output = RunOptions::Output::kJsonLines, absl::OkStatus(); }},
      {"server", "ADDRESS", "a running service, host:port or unix:PATH; without it, one is started for the run", SetAddress},
      {"tls_ca", "FILE", "talk TLS, and trust the certificates in this file (PEM)", SetServer(&ServerOptions::tls_ca)},
      {"tls_cert", "FILE", "show this client certificate (PEM), with --tls_key", SetServer(&ServerOptions::tls_cert)},
      {"tls_key", "FILE", "the key of --tls_cert (PEM)", SetServer(&ServerOptions::tls_key)},
      {"token_file", "FILE", "show the token in this file to a service with --auth=token", SetString(&RunOptions::token_file)},
      {"allow_plaintext", "", "send the token without TLS also to another host",
       [](std::string_view, RunOptions* options) { return options->allow_plaintext = true, absl::OkStatus(); }},
      {"tool_processes", "N", "commands of the tools file that run at once [16]", SetToolProcesses},
      {"language", "NAME", "typescript or javascript [by the ending of PROGRAM]", SetLanguage},
      {"check", "MODE", "what a check of its types does with the program: off, advise, block-certain or strict [the server's]",
       SetCheck},
      {"allow", "TOOL,TOOL", "the tools that the program may call [all]", SetAllowedTools},
      {"validate_arguments", "MODE", "what becomes of arguments that don't match their schema: off, warn or enforce [enforce]",
       SetValidation(&isobridge::v1::Validation::set_arguments)},
      {"validate_results", "MODE", "likewise of results [warn]", SetValidation(&isobridge::v1::Validation::set_results)},
      {"truncate", "", "cut a result that is over its limit instead of failing",
       [](std::string_view, RunOptions* options) { return options->request.set_result_truncation(true), absl::OkStatus(); }},
      {"settled_calls", "", "with --json, tell also what each call came to (`callSettled`)",
       [](std::string_view, RunOptions* options) { return options->request.set_report_settled_calls(true), absl::OkStatus(); }},
      {"execution_id", "ID", "names the execution in logs and idempotency keys",
       [](std::string_view value, RunOptions* options) {
         return options->request.set_execution_id(std::string(value)), absl::OkStatus();
       }},
      {"seed", "HEX", "seeds the program's randomness: 64 hexadecimal digits", SetSeed},
      {"start_time", "TIME", "the program's clock at its start: 2026-01-31T12:00:00Z", SetStartTime},
      {"wall_time", "DURATION", "limit from start to end, tools included", SetDuration(&Limits::mutable_wall_time)},
      {"cpu_time", "DURATION", "limit of the program's processor time", SetDuration(&Limits::mutable_cpu_time)},
      {"call_time", "DURATION", "limit from a call to its answer", SetDuration(&Limits::mutable_call_time)},
      {"tool_time", "DURATION", "limit of waiting for tools in all", SetDuration(&Limits::mutable_tool_time)},
      {"wall_time_excludes_tools", "", "wall_time stands still while tools work",
       [](std::string_view, RunOptions* options) {
         return options->request.mutable_limits()->set_wall_time_excludes_tools(true), absl::OkStatus();
       }},
      {"heap_bytes", "BYTES", "limit of the program's heap: 128MiB", SetBytes(&Limits::set_heap_bytes)},
      {"args_bytes", "BYTES", "limit of one call's arguments", SetBytes(&Limits::set_args_bytes)},
      {"answer_bytes", "BYTES", "limit of one answer", SetBytes(&Limits::set_answer_bytes)},
      {"result_bytes", "BYTES", "limit of the result", SetBytes(&Limits::set_result_bytes)},
      {"console_bytes", "BYTES", "limit of all console lines together", SetBytes(&Limits::set_console_bytes)},
      {"console_lines", "N", "limit of console lines", SetCount(&Limits::set_console_lines)},
      {"calls", "N", "limit of calls in all", SetCount(&Limits::set_calls)},
      {"calls_in_flight", "N", "limit of calls that wait at once", SetCount(&Limits::set_calls_in_flight)},
      {"timers", "N", "limit of timers that are set at once", SetCount(&Limits::set_timers)},
      {"journal_bytes", "BYTES", "limit of the service's record", SetBytes(&Limits::set_journal_bytes)},
      {"json_depth", "N", "limit of nesting in each JSON text", SetCount(&Limits::set_json_depth)},
      {"source_bytes", "BYTES", "limit of the program's source", SetBytes(&Limits::set_source_bytes)},
      {"input_bytes", "BYTES", "limit of the program's input", SetBytes(&Limits::set_input_bytes)},
      {"stack_bytes", "BYTES", "limit of the program's stack", SetBytes(&Limits::set_stack_bytes)},
      {"help", "", "print this", [](std::string_view, RunOptions* options) { return options->help = true, absl::OkStatus(); }},
  };
  return *flags;
}

const Flag* FindFlag(std::string_view name) {
  for (const Flag& flag : Flags()) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

// Applies the flag at arguments[*i], and moves *i to the last argument that it took.
absl::Status ApplyFlag(const std::vector<std::string>& arguments, size_t* i, RunOptions* options) {
  const std::string_view text = std::string_view(arguments[*i]).substr(2);
  const size_t equals = text.find('=');
  const Flag* flag = FindFlag(text.substr(0, equals));
  if (flag == nullptr)
    return absl::InvalidArgumentError(absl::StrCat("there is no flag --", text.substr(0, equals), "; --help lists them"));
  std::string_view value;
  if (equals != std::string_view::npos) {
    if (flag->value.empty()) return absl::InvalidArgumentError(absl::StrCat("--", flag->name, " takes no value"));
    value = text.substr(equals + 1);
  } else if (!flag->value.empty()) {
    if (*i + 1 == arguments.size())
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, " needs a value: --", flag->name, "=", flag->value));
    value = arguments[++*i];
  }
  if (absl::Status status = flag->set(value, options); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--", flag->name, " ", status.message()));
  }
  return absl::OkStatus();
}

absl::Status SetProgram(const std::string& argument, RunOptions* options) {
  if (!options->program.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are two programs, ", options->program, " and ", argument, "; give one"));
  }
  options->program = argument;
  return absl::OkStatus();
}

absl::Status CheckWhole(RunOptions* options) {
  if (options->help) return absl::OkStatus();
  if (options->program.empty()) return absl::InvalidArgumentError("no PROGRAM was given; --help shows how");
  const ServerOptions& server = options->server;
  if (server.tls_cert.empty() != server.tls_key.empty())
    return absl::InvalidArgumentError("--tls_cert and --tls_key go together");
  if (!server.tls_cert.empty() && server.tls_ca.empty())
    return absl::InvalidArgumentError("--tls_cert needs --tls_ca, the authority to trust");
  if (!server.tls_ca.empty() && server.address.empty()) return absl::InvalidArgumentError("--tls_ca needs --server");
  if (!options->token_file.empty()) {
    if (server.address.empty()) return absl::InvalidArgumentError("--token_file needs --server");
    if (server.tls_ca.empty() && !StaysOnThisHost(server.address) && !options->allow_plaintext) {
      return absl::InvalidArgumentError(absl::StrCat("--token_file: without TLS, everybody on the way to ", server.address,
                                                     " could read the token; give --tls_ca, or --allow_plaintext"));
    }
  }
  if (options->request.language() == isobridge::v1::LANGUAGE_UNSPECIFIED &&
      (absl::EndsWith(options->program, ".js") || absl::EndsWith(options->program, ".mjs"))) {
    options->request.set_language(isobridge::v1::LANGUAGE_JAVASCRIPT);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RunOptions> RunOptions::Parse(const std::vector<std::string>& arguments) {
  RunOptions options;
  bool flags_ended = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    absl::Status status;
    if (!flags_ended && argument == "--") {
      flags_ended = true;
    } else if (!flags_ended && argument == "-h") {
      options.help = true;
    } else if (!flags_ended && absl::StartsWith(argument, "--")) {
      status = ApplyFlag(arguments, &i, &options);
    } else if (!flags_ended && absl::StartsWith(argument, "-") && argument != "-") {
      status = absl::InvalidArgumentError(absl::StrCat("there is no flag ", argument, "; --help lists them"));
    } else {
      status = SetProgram(argument, &options);
    }
    if (!status.ok()) return status;
  }
  if (absl::Status status = CheckWhole(&options); !status.ok()) return status;
  return options;
}

std::string RunOptions::Usage() {
  std::string usage(kUsageHead);
  for (const Flag& flag : Flags()) {
    const std::string left = absl::StrCat("--", flag.name, flag.value.empty() ? "" : " ", flag.value);
    absl::StrAppendFormat(&usage, "  %-26s %s\n", left, flag.help);
  }
  absl::StrAppend(&usage, "\nLimits that are not given are the service's defaults.\n", kUsageTail);
  return usage;
}

}  // namespace isobridge::cli
