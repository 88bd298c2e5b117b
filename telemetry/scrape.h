#ifndef ISOBRIDGE_TELEMETRY_SCRAPE_H_
#define ISOBRIDGE_TELEMETRY_SCRAPE_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace isobridge::telemetry {

// A connection to 127.0.0.1:`port` on which `request` was sent; -1: nobody is there. For tests.
inline int SendTo(int port, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    return fd;
  }
  close(fd);
  return -1;
}

// Keeps the endpoint waiting for the rest of its request.
class HalfSentScrape {
 public:
  explicit HalfSentScrape(int port) : fd_(SendTo(port, "GET /metrics HTTP/1.1\r\nHost: x\r\n")) {}
  ~HalfSentScrape() { close(fd_); }
  HalfSentScrape(const HalfSentScrape&) = delete;
  HalfSentScrape& operator=(const HalfSentScrape&) = delete;

 private:
  const int fd_;
};

// What Prometheus reads from 127.0.0.1:`port`/metrics, headers included; empty if nobody answers. For tests.
inline std::string Scrape(int port) {
  const int fd = SendTo(port, "GET /metrics HTTP/1.0\r\n\r\n");
  std::string text;
  if (fd >= 0) {
    char buffer[4096];
    for (ssize_t count; (count = read(fd, buffer, sizeof(buffer))) > 0;) text.append(buffer, static_cast<size_t>(count));
    close(fd);
  }
  return text;
}

// The value of a metric in such a text, its labels as they stand there; -1 if there is none.
inline double MetricIn(const std::string& text, const std::string& name_and_labels) {
  const size_t line = text.find(absl::StrCat("\n", name_and_labels, " "));
  if (line == std::string::npos) return -1;
  const size_t begin = line + name_and_labels.size() + 2;
  double value;
  return absl::SimpleAtod(text.substr(begin, text.find('\n', begin) - begin), &value) ? value : -1;
}

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_SCRAPE_H_
