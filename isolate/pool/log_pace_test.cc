#include "isolate/pool/log_pace.h"

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

int Admitted(LogPace* pace, absl::Time now, int lines) {
  int admitted = 0;
  for (int i = 0; i < lines; ++i) admitted += pace->Admit(now) ? 1 : 0;
  return admitted;
}

TEST(LogPaceTest, FloodIsCutAndCounted) {
  LogPace pace;
  EXPECT_EQ(Admitted(&pace, kStart, 1'000), LogPace::kLines);
  EXPECT_EQ(pace.TakeSkipped(), 1'000u - LogPace::kLines);
  EXPECT_EQ(pace.TakeSkipped(), 0u);
}

TEST(LogPaceTest, NextMinuteStartsAnew) {
  LogPace pace;
  Admitted(&pace, kStart, 1'000);
  EXPECT_EQ(Admitted(&pace, kStart + LogPace::kWindow - absl::Nanoseconds(1), 10), 0);
  EXPECT_EQ(Admitted(&pace, kStart + LogPace::kWindow, 10), 10);
}

}  // namespace
}  // namespace isobridge::isolate
