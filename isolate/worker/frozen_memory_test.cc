#include "isolate/worker/frozen_memory.h"

#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "isolate/worker/memory_map.h"

namespace isobridge::isolate {
namespace {

int written_before = 41;

// In a child, which may crash. Its exit status: 0 if `holds`.
int InChild(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) {
    mallopt(M_MMAP_MAX, 0);
    _exit(holds() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

bool LiesInFrozenMemory(const void* address) {
  bool found = false;
  ForEachMapping([&](const Mapping& mapping) {
    const auto at = reinterpret_cast<uintptr_t>(address);
    if (mapping.begin <= at && at < mapping.end) found = mapping.name.find("memfd:isobridge") != std::string::npos;
  });
  return found;
}

TEST(FrozenMemoryTest, KeepsWhatWasWritten) {
  EXPECT_EQ(InChild([] {
              written_before = 42;
              std::vector<std::string> texts;
              for (int i = 0; i < 10'000; ++i) texts.push_back(std::string(100, static_cast<char>('a' + i % 26)));
              FreezeMemory();
              bool same = written_before == 42 && LiesInFrozenMemory(&written_before) && LiesInFrozenMemory(texts[5'000].data());
              for (int i = 0; i < 10'000; ++i) same = same && texts[i] == std::string(100, static_cast<char>('a' + i % 26));
              return same;
            }),
            0);
}

TEST(FrozenMemoryTest, PagesThatWereNeverWrittenStayZero) {
  EXPECT_EQ(InChild([] {
              constexpr size_t kBytes = 64 * kPageBytes;
              char* area = static_cast<char*>(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
              area[10 * kPageBytes] = 1;
              FreezeMemory();
              for (size_t i = 0; i < kBytes; ++i) {
                if (area[i] != (i == 10 * kPageBytes ? 1 : 0)) return false;
              }
              return LiesInFrozenMemory(area);
            }),
            0);
}

TEST(FrozenMemoryTest, NobodySeesAnothersWrites) {
  EXPECT_EQ(InChild([] {
              std::vector<int> numbers(100'000, 7);
              FreezeMemory();
              const int status = InChild([&] {
                for (int& number : numbers) number = 8;
                return numbers.back() == 8;
              });
              const int second = InChild([&] { return numbers.front() == 7; });
              return status == 0 && second == 0 && numbers.back() == 7;
            }),
            0);
}

TEST(FrozenMemoryTest, MemoryCanBeHadAndGivenBackAfterwards) {
  EXPECT_EQ(InChild([] {
              std::vector<char*> blocks;
              for (size_t size = 16; size < 1u << 20; size *= 2) blocks.push_back(static_cast<char*>(malloc(size)));
              FreezeMemory();
              for (char*& block : blocks) block = static_cast<char*>(realloc(block, 3u << 20));
              for (char* block : blocks) memset(block, 1, 3u << 20);
              for (char* block : blocks) free(block);
              return malloc_trim(0) >= 0;
            }),
            0);
}

}  // namespace
}  // namespace isobridge::isolate
