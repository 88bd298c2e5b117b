#include "service/listen_address.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::service {
namespace {

using ::testing::HasSubstr;

// Listens where it is told until it goes.
class Listener {
 public:
  Listener(int family, const sockaddr* address, socklen_t size) : fd_(socket(family, SOCK_STREAM, 0)) {
    EXPECT_EQ(bind(fd_, address, size), 0) << std::strerror(errno);
    EXPECT_EQ(listen(fd_, 1), 0);
  }
  ~Listener() { close(fd_); }
  int port() const {
    sockaddr_in name{};
    socklen_t size = sizeof(name);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &size);
    return ntohs(name.sin_port);
  }

 private:
  const int fd_;
};

sockaddr_un SocketName(const std::string& path) {
  sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = {}};
  std::memcpy(name.sun_path, path.data(), path.size());
  return name;
}

// A folder of its own, with a path short enough for sockets.
class Folder {
 public:
  Folder() { EXPECT_NE(mkdtemp(path_.data()), nullptr); }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = "/tmp/isobridge-XXXXXX";
};

TEST(ListenAddressTest, ReadsDescriptor) {
  const ListenAddress address = *ListenAddress::Parse("fd:17");
  EXPECT_EQ(address.connection, 17);
  EXPECT_EQ(address.ToString(), "fd:17");
  EXPECT_THAT(ListenAddress::Parse("fd:2").status().message(), HasSubstr("'2' in fd:2 is no descriptor of a socket (3 or more)"));
  EXPECT_EQ(ListenAddress::Parse("fd:x").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ListenAddressTest, DescriptorMustBeAConnectedSocket) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const ListenAddress address = *ListenAddress::Parse("fd:" + std::to_string(ends[0]));
  EXPECT_TRUE(address.CheckFree().ok());
  close(ends[0]);
  close(ends[1]);
  EXPECT_THAT(address.CheckFree().message(), HasSubstr("is no connected socket: Bad file descriptor"));
}

TEST(ListenAddressTest, ReadsHostAndPort) {
  const auto address = ListenAddress::Parse("0.0.0.0:50051");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->ToString(), "0.0.0.0:50051");
  EXPECT_FALSE(address->loopback);
}

TEST(ListenAddressTest, KnowsLoopback) {
  EXPECT_TRUE(ListenAddress::Parse("127.0.0.1:1")->loopback);
  EXPECT_TRUE(ListenAddress::Parse("127.8.8.8:1")->loopback);
  EXPECT_TRUE(ListenAddress::Parse("[::1]:1")->loopback);
  EXPECT_TRUE(ListenAddress::Parse("localhost:1")->loopback);
  EXPECT_FALSE(ListenAddress::Parse("[::]:1")->loopback);
  EXPECT_FALSE(ListenAddress::Parse("127.0.0.1.example.com:1")->loopback);
}

TEST(ListenAddressTest, RefusesWhatIsNoAddress) {
  EXPECT_THAT(ListenAddress::Parse("50051").status().message(), HasSubstr("neither host:port nor unix:PATH nor fd:N"));
  EXPECT_THAT(ListenAddress::Parse("host:70000").status().message(), HasSubstr("'70000'"));
  EXPECT_THAT(ListenAddress::Parse("::1:50051").status().message(), HasSubstr("brackets"));
  EXPECT_THAT(ListenAddress::Parse("unix:").status().message(), HasSubstr("has no path"));
}

TEST(ListenAddressTest, RefusesSocketPathThatTheSystemCutsOff) {
  EXPECT_TRUE(ListenAddress::Parse("unix:/" + std::string(106, 'x')).ok());
  EXPECT_THAT(ListenAddress::Parse("unix:/" + std::string(107, 'x')).status().message(),
              HasSubstr("has 108 bytes; the system takes at most 107"));
}

TEST(ListenAddressTest, TakenPortIsTold) {
  const sockaddr_in any = {.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  const Listener listener(AF_INET, reinterpret_cast<const sockaddr*>(&any), sizeof(any));
  const auto address = ListenAddress::Parse("127.0.0.1:" + std::to_string(listener.port()));

  const absl::Status free = address->CheckFree();

  EXPECT_EQ(free.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(free.message(), HasSubstr("another process listens on 127.0.0.1:"));
}

TEST(ListenAddressTest, LiveSocketIsTakenAndLeftOverSocketIsFree) {
  const Folder folder;
  const std::string path = folder / "listen.sock";
  const auto address = ListenAddress::Parse("unix:" + path);
  const sockaddr_un name = SocketName(path);
  {
    const Listener listener(AF_UNIX, reinterpret_cast<const sockaddr*>(&name), sizeof(name));
    EXPECT_EQ(address->CheckFree().code(), absl::StatusCode::kAlreadyExists);
  }
  EXPECT_EQ(address->CheckFree(), absl::OkStatus());
}

TEST(ListenAddressTest, FileThatIsNoSocketIsNotReplaced) {
  const Folder folder;
  const std::string path = folder / "plain.txt";
  std::ofstream(path) << "precious";
  EXPECT_THAT(ListenAddress::Parse("unix:" + path)->CheckFree().message(), HasSubstr("is not a socket"));
}

}  // namespace
}  // namespace isobridge::service
