#include "isolate/worker/first_pages.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "isolate/worker/memory_map.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kPages = 64;

class FirstPagesTest : public testing::Test {
 protected:
  FirstPagesTest() {
    area_ = static_cast<char*>(mmap(nullptr, kPages * kPageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    std::fill(area_, area_ + kPages * kPageBytes, 'x');
  }
  ~FirstPagesTest() override { munmap(area_, kPages * kPageBytes); }

  bool Owns(size_t page) const {
    uint64_t entry = 0;
    return PageMap().Read(reinterpret_cast<uintptr_t>(area_) + page * kPageBytes, 1, &entry) && PageMap::Own(entry);
  }

  // What a fork writes to its end of a pipe. It must return true.
  std::string FromFork(const std::function<bool(int fd)>& run) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      _exit(run(ends[1]) ? 0 : 1);
    }
    close(ends[1]);
    std::string text;
    char bytes[1024];
    for (ssize_t size; (size = read(ends[0], bytes, sizeof bytes)) > 0;) text.append(bytes, static_cast<size_t>(size));
    close(ends[0]);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return text;
  }

  // What a fork's `run` returns.
  std::string TextFromFork(const std::function<std::string()>& run) {
    return FromFork([&run](int fd) {
      const std::string text = run();
      return write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    });
  }

  std::string Scout() {
    FirstPages pages;
    pages.Survey();
    return FromFork([&](int fd) {
      area_[3 * kPageBytes] = 'y';
      area_[40 * kPageBytes] = 'y';
      return pages.Tell(fd);
    });
  }

  char* area_;
};

TEST_F(FirstPagesTest, AForkHasThePagesThatTheScoutWrote) {
  FirstPages pages;
  pages.Learn(Scout());
  const std::string owned = TextFromFork([&] {
    if (Owns(3) || Owns(40)) return std::string("before");
    const bool fetched = pages.Fetch();
    return std::string(fetched && Owns(3) && Owns(40) && !Owns(20) ? "yes" : "no");
  });
  EXPECT_EQ(owned, "yes");
}

TEST_F(FirstPagesTest, TheirContentsAreTheParents) {
  FirstPages pages;
  pages.Learn(Scout());
  EXPECT_EQ(TextFromFork([&] {
              pages.Fetch();
              return std::string(1, area_[3 * kPageBytes]);
            }),
            "x");
}

TEST_F(FirstPagesTest, KnowsNothingWithoutAScout) { EXPECT_FALSE(FirstPages().Fetch()); }

TEST_F(FirstPagesTest, WhatAScoutGarbledChangesNothing) {
  FirstPages pages;
  pages.Learn(Scout() + std::string(100, '\x7f') + "odd");
  EXPECT_EQ(TextFromFork([&] {
              pages.Fetch();
              return std::string(area_, 1);
            }),
            "x");
}

}  // namespace
}  // namespace isobridge::isolate
