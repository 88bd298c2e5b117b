#include "clients/cli/json_lines.h"

#include <string>

#include "google/protobuf/util/json_util.h"

namespace isobridge::cli {

void JsonLines::OnMessage(const isobridge::v1::ExecuteResponse& message) {
  std::string line;
  // Fails only for google.protobuf.Any and for times out of range; then what could be written is still worth having.
  (void)google::protobuf::util::MessageToJsonString(message, &line);
  line += '\n';
  write_(line);
}

}  // namespace isobridge::cli
