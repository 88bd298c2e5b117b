#ifndef ISOBRIDGE_BRIDGE_FAIR_QUEUE_H_
#define ISOBRIDGE_BRIDGE_FAIR_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace isobridge::bridge {

// Who waits: a line for each tenant, first come, first served, and the tenants take turns. A tenant with a thousand waiting
// delays another's next by one turn. Whoever comes while nothing of its tenant waits gets the last turn of the round.
//
// Thread-compatible.
template <typename Item>
class FairQueue {
 public:
  // Never 0.
  using Id = uint64_t;

  FairQueue() = default;
  FairQueue(FairQueue&&) = default;
  FairQueue& operator=(FairQueue&&) = default;

  Id Add(const std::string& tenant, Item item) {
    const auto [line, fresh] = lines_.try_emplace(tenant);
    if (fresh) line->second.turn = turns_.insert(turns_.end(), tenant);
    const Id id = next_id_++;
    line->second.items.emplace(id, std::move(item));
    tenants_.emplace(id, tenant);
    return id;
  }

  // None if it is not there any more.
  std::optional<Item> Remove(Id id) {
    const auto tenant = tenants_.find(id);
    if (tenant == tenants_.end()) return std::nullopt;
    return Take(lines_.find(tenant->second), id, Turn::kStays);
  }

  // Null if it is not there any more.
  Item* Find(Id id) {
    const auto tenant = tenants_.find(id);
    return tenant == tenants_.end() ? nullptr : &lines_.find(tenant->second)->second.items.at(id);
  }

  // The first in turn that `fits(tenant, item)`, of each tenant the oldest alone; the tenant's next turn comes after everybody
  // else's. Who is passed over keeps its turn.
  template <typename Fits>
  std::optional<Item> TakeNext(Fits fits) {
    for (const std::string& tenant : turns_) {
      const auto line = lines_.find(tenant);
      const auto& [id, item] = *line->second.items.begin();
      if (fits(tenant, item)) return Take(line, id, Turn::kIsOver);
    }
    return std::nullopt;
  }

  // For a full queue: takes out the youngest of the longest line, if that is longer by more than one than what `tenant` has.
  std::optional<Item> MakeRoomFor(const std::string& tenant) {
    auto longest = lines_.end();
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
      if (longest == lines_.end() || line->second.items.size() > longest->second.items.size()) longest = line;
    }
    if (longest == lines_.end() || longest->second.items.size() <= size_of(tenant) + 1) return std::nullopt;
    return Take(longest, longest->second.items.rbegin()->first, Turn::kStays);
  }

  // Their ids are never given again.
  void Clear() {
    lines_.clear();
    turns_.clear();
    tenants_.clear();
  }

  // Those of whom somebody waits, in turn.
  template <typename Visit>
  void VisitTenants(Visit visit) const {
    for (const std::string& tenant : turns_) visit(tenant);
  }

  size_t size() const { return tenants_.size(); }
  size_t size_of(const std::string& tenant) const {
    const auto line = lines_.find(tenant);
    return line == lines_.end() ? 0 : line->second.items.size();
  }

 private:
  enum class Turn { kStays, kIsOver };
  struct Line {
    // By age; never empty.
    std::map<Id, Item> items;
    std::list<std::string>::iterator turn;
  };
  using Lines = std::unordered_map<std::string, Line>;

  Item Take(typename Lines::iterator line, Id id, Turn turn) {
    Item item = std::move(line->second.items.extract(id).mapped());
    tenants_.erase(id);
    if (line->second.items.empty()) {
      turns_.erase(line->second.turn);
      lines_.erase(line);
    } else if (turn == Turn::kIsOver) {
      turns_.splice(turns_.end(), turns_, line->second.turn);
    }
    return item;
  }

  Lines lines_;
  // The tenants of lines_, the next one first.
  std::list<std::string> turns_;
  std::unordered_map<Id, std::string> tenants_;
  Id next_id_ = 1;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAIR_QUEUE_H_
