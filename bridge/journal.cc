#include "bridge/journal.h"

#include <utility>

#include "bridge/attachments.h"

namespace isobridge::bridge {
namespace {

uint64_t PayloadBytes(const worker::v1::ToWorker& frame) {
  const worker::v1::Settle& settle = frame.settle();
  const worker::v1::Error& error = settle.error();
  return settle.json().size() + BytesOf(settle.attachments()) + error.name().size() + error.message().size() +
         error.code().size() + error.data_json().size();
}

}  // namespace

void Journal::Append(JournalEntry entry) {
  if (!complete_) return;
  const uint64_t size =
      sizeof(JournalEntry) + (entry.payload == nullptr ? 0 : sizeof(worker::v1::ToWorker) + PayloadBytes(*entry.payload));
  bytes_ += size;
  if (bytes_ > max_bytes_) return Drop();
  entries_.push_back(std::move(entry));
}

void Journal::Drop() {
  complete_ = false;
  std::vector<JournalEntry>().swap(entries_);
}

}  // namespace isobridge::bridge
