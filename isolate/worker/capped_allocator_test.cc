#include "isolate/worker/capped_allocator.h"

#include <limits>

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

TEST(CappedAllocatorTest, RefusesBeyondTheSum) {
  CappedAllocator allocator(1000);
  void* first = allocator.Allocate(600);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(allocator.Allocate(401), nullptr);
  EXPECT_EQ(allocator.AllocateUninitialized(401), nullptr);
  void* second = allocator.Allocate(400);
  EXPECT_NE(second, nullptr);
  allocator.Free(first, 600);
  allocator.Free(second, 400);
  EXPECT_EQ(allocator.used_bytes(), 0u);
}

TEST(CappedAllocatorTest, NeverRefusesSmallBuffers) {
  CappedAllocator allocator(100);
  void* all = allocator.Allocate(100);
  void* small = allocator.Allocate(64);
  EXPECT_NE(small, nullptr);
  EXPECT_EQ(allocator.Allocate(65), nullptr);
  allocator.Free(small, 64);
  allocator.Free(all, 100);
}

TEST(CappedAllocatorTest, HugeLengthsDoNotWrapAround) {
  CappedAllocator allocator(1000);
  void* some = allocator.Allocate(500);
  EXPECT_EQ(allocator.Allocate(std::numeric_limits<size_t>::max()), nullptr);
  EXPECT_EQ(allocator.Allocate(std::numeric_limits<size_t>::max() - 400), nullptr);
  allocator.Free(some, 500);
}

TEST(CappedAllocatorTest, AllocatesZeroes) {
  CappedAllocator allocator(1 << 20);
  auto* bytes = static_cast<unsigned char*>(allocator.Allocate(4096));
  ASSERT_NE(bytes, nullptr);
  for (int i = 0; i < 4096; ++i) ASSERT_EQ(bytes[i], 0) << i;
  allocator.Free(bytes, 4096);
}

}  // namespace
}  // namespace isobridge::isolate
