#ifndef ISOBRIDGE_TESTS_BENCH_ECHO_FLOOR_H_
#define ISOBRIDGE_TESTS_BENCH_ECHO_FLOOR_H_

#include <string>

#include "tests/bench/figures.h"

namespace isobridge::bench {

// Serves echo.proto on `address` by the callback API, as the service does, until standard input ends. Run in a process of its
// own.
int ServeEcho(const std::string& address);

// What gRPC costs by itself on this machine, over the same kind of channel.
struct Floor {
  // Open a stream, one message there and back, end it.
  Samples stream;
  // One small message there and back on an open stream.
  Samples round_trip;
  // 10 MB there, a small message back.
  Samples large;
};

Floor MeasureFloor(const std::string& address, int count);

// Streams (as in Floor::stream) a second.
double MeasureEchoRate(const std::string& address, int streams, absl::Duration length);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_ECHO_FLOOR_H_
