#ifndef ISOBRIDGE_CLIENTS_CLI_RUN_COMMAND_H_
#define ISOBRIDGE_CLIENTS_CLI_RUN_COMMAND_H_

namespace isobridge::cli {

// `isobridge run`: runs one program with its tools and returns the exit status of the process; --help says what it takes and
// which status means what. argv[0] is the command's name: a binary with several commands passes `argc - 1, argv + 1`.
//
// To be called from the main thread while it is the only one; it blocks signals, and ignores SIGPIPE from then on.
int RunCommand(int argc, char** argv);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_RUN_COMMAND_H_
