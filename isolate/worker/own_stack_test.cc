#include "isolate/worker/own_stack.h"

#include <pthread.h>

#include <vector>

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

TEST(OwnStackTest, PausesAndGoesOn) {
  std::vector<int> seen;
  OwnStack stack(256u << 10, [&](OwnStack& self) {
    for (;;) {
      seen.push_back(self.message());
      self.Pause();
    }
  });
  EXPECT_TRUE(seen.empty());
  stack.Resume(1);
  stack.Resume(2);
  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
}

TEST(OwnStackTest, TellsOfItselfAsTheThreadsStack) {
  void* begin = nullptr;
  size_t bytes = 0;
  bool inside = false;
  OwnStack stack(256u << 10, [&](OwnStack& self) {
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &begin, &bytes);
    pthread_attr_destroy(&attributes);
    char local = 0;
    inside = &local >= self.bottom() && &local < self.top();
    self.Pause();
  });
  stack.Resume(0);
  EXPECT_EQ(begin, stack.bottom());
  EXPECT_EQ(bytes, 256u << 10);
  EXPECT_TRUE(inside);
  EXPECT_EQ(OwnStack::Current(), nullptr);
}

// Not inlined, and each frame is used.
[[gnu::noinline]] void Dive(int kibibytes) {
  volatile char frame[1024];
  for (volatile char& c : frame) c = 1;
  if (kibibytes > 1) Dive(kibibytes - 1);
  frame[0] = 2;
}

TEST(OwnStackTest, KnowsHowDeepItWasSinceThePause) {
  std::vector<size_t> peaks;
  OwnStack stack(512u << 10, [&](OwnStack& self) {
    for (;;) {
      Dive(self.message());
      peaks.push_back(OwnStack::PeakBytes());
      self.Pause();
    }
  });
  for (const int kibibytes : {20, 300, 20}) stack.Resume(kibibytes);
  EXPECT_GT(peaks[0], 20u << 10);
  EXPECT_LT(peaks[0], 60u << 10);
  EXPECT_GT(peaks[1], 300u << 10);
  EXPECT_LT(peaks[1], 400u << 10);
  EXPECT_NEAR(static_cast<double>(peaks[2]), static_cast<double>(peaks[0]), 8192);
  EXPECT_EQ(OwnStack::PeakBytes(), 0u);
}

TEST(OwnStackDeathTest, RunningOffItsEndHitsTheGuard) {
  EXPECT_DEATH(
      {
        OwnStack stack(64u << 10, [](OwnStack& self) { *static_cast<volatile char*>(self.bottom() - 1) = 1; });
        stack.Resume(0);
      },
      "");
}

}  // namespace
}  // namespace isobridge::isolate
