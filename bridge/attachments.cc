#include "bridge/attachments.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxPathBytes = 10'000;
constexpr size_t kMaxTypeBytes = 100;

template <typename Attachments>
uint64_t Count(const Attachments& attachments) {
  uint64_t bytes = 0;
  for (const auto& attachment : attachments) bytes += attachment.path().size() + attachment.data().size();
  return bytes;
}

template <typename Attachments>
absl::Status Check(const Attachments& attachments) {
  if (attachments.size() > kMostAttachments)
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", attachments.size(), " attachments; the limit is ", kMostAttachments));
  for (int i = 0; i < attachments.size(); ++i) {
    const std::string_view path = attachments[i].path();
    const bool pointer = path.empty() || path.front() == '/';
    if (!pointer || path.size() > kMaxPathBytes || !IsUtf8(path) || attachments[i].type().size() > kMaxTypeBytes ||
        !IsUtf8(attachments[i].type())) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the path of attachment ", i, " is no JSON Pointer, such as /rows/0/image (at most ", kMaxPathBytes, " bytes)"));
    }
  }
  return absl::OkStatus();
}

template <typename From, typename To>
void Move(From* from, To* to) {
  to->Reserve(to->size() + from->size());
  for (auto& attachment : *from) {
    auto* moved = to->Add();
    *moved->mutable_path() = std::move(*attachment.mutable_path());
    *moved->mutable_data() = std::move(*attachment.mutable_data());
    *moved->mutable_type() = std::move(*attachment.mutable_type());
  }
}

}  // namespace

uint64_t BytesOf(const ClientAttachments& attachments) { return Count(attachments); }
uint64_t BytesOf(const WorkerAttachments& attachments) { return Count(attachments); }

absl::Status CheckAttachments(const ClientAttachments& attachments) { return Check(attachments); }
absl::Status CheckAttachments(const WorkerAttachments& attachments) { return Check(attachments); }

void MoveAttachments(ClientAttachments* from, WorkerAttachments* to) { Move(from, to); }
void MoveAttachments(WorkerAttachments* from, ClientAttachments* to) { Move(from, to); }

}  // namespace isobridge::bridge
