#ifndef ISOBRIDGE_BRIDGE_FAKE_BACKGROUND_H_
#define ISOBRIDGE_BRIDGE_FAKE_BACKGROUND_H_

#include <functional>
#include <utility>
#include <vector>

#include "bridge/background.h"

namespace isobridge::bridge {

// Works at once, or when a test says.
class FakeBackground final : public Background {
 public:
  void Add(const std::string& /*tenant*/, std::function<void()> work) override {
    if (!hold) return work();
    held.push_back(std::move(work));
  }
  void WorkOnce() {
    const std::function<void()> work = std::move(held.front());
    held.erase(held.begin());
    work();
  }

  bool hold = false;
  std::vector<std::function<void()>> held;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAKE_BACKGROUND_H_
