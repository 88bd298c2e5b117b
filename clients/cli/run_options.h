#ifndef ISOBRIDGE_CLIENTS_CLI_RUN_OPTIONS_H_
#define ISOBRIDGE_CLIENTS_CLI_RUN_OPTIONS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/server_channel.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::cli {

// What the command line of `isobridge run` asks for.
//
// The flags are parsed here, in absl's syntax, and are no absl flags: those are one set for a whole binary, and the service that
// shares the binary has a --tls_cert of its own.
struct RunOptions {
  enum class Output { kPeople, kJsonLines };

  // A file, or "-" for standard input.
  std::string program;
  // A tools file; empty: no tools.
  std::string tools;
  // JSON text, or a file; empty: none.
  std::string input;
  Output output = Output::kPeople;
  // Its address is empty when the service is to be started for the run.
  ServerOptions server;
  // A file with the token that is shown to the service; empty: none. Not set for a service that it would reach in plaintext over
  // a network, unless that was allowed.
  std::string token_file;
  bool allow_plaintext = false;
  // Commands of the tools file that run at once.
  size_t tool_processes = 16;
  // Of the request, all but the program, its input and its tools.
  isobridge::v1::Start request;
  bool help = false;

  // INVALID_ARGUMENT says which argument was wrong and how it should be.
  static absl::StatusOr<RunOptions> Parse(const std::vector<std::string>& arguments);

  // The text of --help.
  static std::string Usage();
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_RUN_OPTIONS_H_
