#include "bridge/frame.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using Result = FrameReader::Result;

std::string Framed(std::string_view body) {
  std::string out;
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(body.size() >> (8 * i)));
  return out.append(body);
}

// Feeds `bytes` in pieces of at most `piece` and collects the frames; the last result is in `end`.
std::vector<std::string> Read(FrameReader& reader, std::string_view bytes, size_t piece, Result* end = nullptr) {
  std::vector<std::string> frames;
  Result result = Result::kNeedMore;
  while (!bytes.empty() && result == Result::kNeedMore) {
    const FrameReader::Space space = reader.Prepare();
    const size_t size = std::min({piece, space.size, bytes.size()});
    std::memcpy(space.data, bytes.data(), size);
    reader.Commit(size);
    bytes.remove_prefix(size);
    std::string_view frame;
    while ((result = reader.Next(&frame)) == Result::kFrame) frames.emplace_back(frame);
  }
  if (end != nullptr) *end = result;
  return frames;
}

TEST(FrameTest, AppendedFrameReadsBack) {
  worker::v1::ToWorker message;
  message.set_execution(5);
  std::string bytes = "before";
  AppendFrame(message, &bytes);
  FrameReader reader;
  const std::vector<std::string> frames = Read(reader, std::string_view(bytes).substr(6), 100);
  ASSERT_THAT(frames, SizeIs(1));
  worker::v1::ToWorker parsed;
  ASSERT_TRUE(parsed.ParseFromString(frames[0]));
  EXPECT_EQ(parsed.execution(), 5u);
}

TEST(FrameTest, FramesMayBeCutAnywhere) {
  const std::string bytes = Framed("one") + Framed("") + Framed("three");
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    FrameReader reader;
    EXPECT_THAT(Read(reader, bytes, piece), ElementsAre("one", "", "three")) << piece;
  }
}

TEST(FrameTest, LargestFrameIsAcceptedOneByteMoreIsNot) {
  FrameReader reader(10);
  Result end;
  EXPECT_THAT(Read(reader, Framed(std::string(10, 'a')), 3, &end), SizeIs(1));
  Read(reader, Framed(std::string(11, 'a')), 3, &end);
  EXPECT_EQ(end, Result::kTooLarge);
}

TEST(FrameTest, AnnouncementAloneTakesNoMemory) {
  FrameReader reader;
  Read(reader, std::string("\0\0\0\x0a", 4), 4);
  EXPECT_LE(reader.Prepare().size, 2 * FrameReader::kReadBytes);
}

TEST(FrameTest, SpaceGrowsWithWhatCameAndEndsWithTheFrame) {
  FrameReader reader;
  const std::string bytes = Framed(std::string(10u << 20, 'a'));
  size_t reads = 0;
  size_t fed = 0;
  while (fed < bytes.size()) {
    const FrameReader::Space space = reader.Prepare();
    EXPECT_LE(space.size, std::max(2 * FrameReader::kReadBytes, 2 * fed));
    const size_t size = std::min(space.size, bytes.size() - fed);
    std::memcpy(space.data, bytes.data() + fed, size);
    reader.Commit(size);
    fed += size;
    ++reads;
  }
  std::string_view frame;
  ASSERT_EQ(reader.Next(&frame), Result::kFrame);
  EXPECT_EQ(frame.size(), 10u << 20);
  EXPECT_LT(reads, 20u);
}

TEST(FrameTest, BufferOfALargeFrameIsGivenBack) {
  FrameReader reader;
  Read(reader, Framed(std::string(10u << 20, 'a')), 1u << 20);
  EXPECT_EQ(reader.Prepare().size, FrameReader::kReadBytes);
}

}  // namespace
}  // namespace isobridge::bridge
