#include "isolate/worker/inbox.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include <string_view>

#include "isolate/worker/exit_status.h"

namespace isobridge::isolate {

bool Inbox::Next(worker::v1::ToWorker* frame) {
  for (;;) {
    std::string_view bytes;
    switch (reader_.Next(&bytes)) {
      case bridge::FrameReader::Result::kNeedMore:
        if (!Fill()) return false;
        continue;
      case bridge::FrameReader::Result::kFrame:
        if (frame->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return true;
        [[fallthrough]];
      case bridge::FrameReader::Result::kTooLarge:
        fprintf(stderr, "isobridge_worker: the supervisor sent what is no frame\n");
        _exit(kExitBadFrame);
    }
  }
}

bool Inbox::Fill() {
  outbox_->Flush();
  const bridge::FrameReader::Space space = reader_.Prepare();
  // Not in read: there it would be woken each time that the supervisor takes a frame of ours, since that makes room for writing.
  pollfd incoming = {fd_, POLLIN, 0};
  const ssize_t size = poll(&incoming, 1, -1) < 0 ? -1 : read(fd_, space.data, space.size);
  if (size < 0 && errno == EINTR) return false;
  if (size <= 0) _exit(kExitSupervisorGone);
  reader_.Commit(static_cast<size_t>(size));
  return true;
}

}  // namespace isobridge::isolate
