#ifndef ISOBRIDGE_BRIDGE_BACKGROUND_H_
#define ISOBRIDGE_BRIDGE_BACKGROUND_H_

#include <functional>
#include <string>

namespace isobridge::bridge {

// Where the service works for a program, such as in searching its tools, so that the thread which serves every worker doesn't.
//
// Thread-safe.
class Background {
 public:
  virtual ~Background() = default;

  // Calls `work` once, after what was added for `tenant` before; perhaps before returning. Tenants take turns. Whoever has much
  // to do adds one piece after another, so that others have theirs.
  virtual void Add(const std::string& tenant, std::function<void()> work) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_BACKGROUND_H_
