// A type checker that somebody has taken over. It starts honestly and finds nothing in any program, until one names a play of its
// own: `//play NAME NUMBER`. Without a C library, whose start the lockdown forbids, and static: it may execute its own file
// alone.

#include <asm/unistd.h>
#include <time.h>

#include <cstddef>

extern "C" {
// The compiler calls them.
void* memcpy(void* to, const void* from, size_t count) {
  for (size_t i = 0; i < count; ++i) static_cast<volatile char*>(to)[i] = static_cast<const char*>(from)[i];
  return to;
}
void* memset(void* to, int value, size_t count) {
  for (size_t i = 0; i < count; ++i) static_cast<volatile char*>(to)[i] = static_cast<char>(value);
  return to;
}
}

namespace {

long SystemCall(long number, long first, long second, long third) {
  long result;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
  return result;
}

[[noreturn]] void Exit(int status) {
  for (;;) SystemCall(__NR_exit_group, status, 0, 0);
}

// Bytes that are somewhere else.
struct Text {
  const char* data;
  size_t size;

  template <size_t n>
  constexpr Text(const char (&literal)[n]) : data(literal), size(n - 1) {}
  constexpr Text(const char* begin, size_t length) : data(begin), size(length) {}

  static constexpr size_t kNone = ~size_t{0};
  size_t Find(Text what, size_t from = 0) const {
    for (size_t at = from; at + what.size <= size; ++at) {
      size_t same = 0;
      while (same < what.size && data[at + same] == what.data[same]) ++same;
      if (same == what.size) return at;
    }
    return kNone;
  }
  bool operator==(Text other) const { return size == other.size && Find(other) == 0; }
  // Zero without digits at `from`.
  size_t NumberAt(size_t from, size_t* digits = nullptr) const {
    size_t number = 0, count = 0;
    for (; from + count < size && data[from + count] >= '0' && data[from + count] <= '9'; ++count)
      number = number * 10 + static_cast<size_t>(data[from + count] - '0');
    if (digits != nullptr) *digits = count;
    return number;
  }
};

char input[4 << 20];
size_t input_begin = 0;
size_t input_end = 0;

char output[2 << 20];
size_t output_size = 0;

void Write(Text bytes) {
  for (size_t done = 0; done < bytes.size;) {
    const long count = SystemCall(__NR_write, 1, reinterpret_cast<long>(bytes.data + done), static_cast<long>(bytes.size - done));
    if (count <= 0) Exit(0);
    done += static_cast<size_t>(count);
  }
}

void Add(Text bytes) {
  memcpy(output + output_size, bytes.data, bytes.size);
  output_size += bytes.size;
}

void AddNumber(size_t number) {
  char digits[20];
  size_t at = sizeof(digits);
  do digits[--at] = static_cast<char>('0' + number % 10);
  while ((number /= 10) > 0);
  Add({digits + at, sizeof(digits) - at});
}

// A message of the parts, and spaces.
template <typename... Parts>
void Say(size_t spaces, Parts... parts) {
  output_size = 0;
  Add("Content-Length: ");
  AddNumber((Text(parts).size + ...) + spaces);
  Add("\r\n\r\n");
  (Add(parts), ...);
  memset(output + output_size, ' ', spaces);
  output_size += spaces;
  Write({output, output_size});
}

void Reply(Text id, Text result) { Say(0, Text(R"({"jsonrpc":"2.0","id":)"), id, Text(R"(,"result":)"), result, Text("}")); }
void Request(Text method, Text file, size_t spaces = 0) {
  Say(spaces, Text(R"({"jsonrpc":"2.0","id":7,"method":")"), method, Text(R"(","params":")"), file, Text("\"}"));
}

// Valid until the next call.
Text Read() {
  for (;;) {
    const Text bytes(input + input_begin, input_end - input_begin);
    if (const size_t end = bytes.Find("\r\n\r\n"); end != Text::kNone) {
      const size_t length = bytes.NumberAt(bytes.Find(": ") + 2);
      if (bytes.size >= end + 4 + length) {
        input_begin += end + 4 + length;
        return {bytes.data + end + 4, length};
      }
    }
    // To the front, so that there is room.
    for (size_t i = 0; i < bytes.size; ++i) input[i] = bytes.data[i];
    input_begin = 0;
    input_end = bytes.size;
    const long count =
        SystemCall(__NR_read, 0, reinterpret_cast<long>(input + input_end), static_cast<long>(sizeof(input) - input_end));
    if (count <= 0) Exit(0);
    input_end += static_cast<size_t>(count);
  }
}

void Wait(size_t microseconds) {
  const timespec time = {.tv_sec = static_cast<time_t>(microseconds / 1'000'000),
                         .tv_nsec = static_cast<long>(microseconds % 1'000'000 * 1'000)};
  SystemCall(__NR_nanosleep, reinterpret_cast<long>(&time), 0, 0);
}

// What it finds tells how many texts it has read.
void FindCount(Text id) {
  static size_t texts = 0;
  char digits[20];
  output_size = 0;
  AddNumber(++texts);
  const Text count(digits, output_size);
  memcpy(digits, output, output_size);
  Say(0, Text(R"({"jsonrpc":"2.0","id":)"), id, Text(R"(,"result":[{"pos":0,"end":1,"category":1,"text":"x","code":)"), count,
      Text("}]}"));
}

// False: it has not answered yet.
bool Play(Text play, size_t number, Text id) {
  if (play == "silent") {
    for (;;) Wait(1'000'000);
  } else if (play == "counts") {
    FindCount(id);
    return true;
  } else if (play == "answers_late") {
    // So that the supervisor always has more to read.
    Wait(number);
    for (int i = 0; i < 20; ++i) Request("fileExists", "/", 20'000);
  } else if (play == "unasked_answer") {
    Reply("999", "[]");
  } else if (play == "answers_twice") {
    Reply(id, "[]");
  } else if (play == "no_message") {
    Write("Content-Length: minus one\r\n\r\n{}");
  } else if (play == "huge_header") {
    Write("Content-Length: 99999999999\r\n\r\n");
  } else if (play == "no_json") {
    Say(0, Text("{nope"));
  } else if (play == "no_findings") {
    Reply(id, R"({"findings":7})");
  } else if (play == "finding_outside") {
    Reply(id, R"([{"fileName":"/c/program.ts","pos":1,"end":4000000000,"code":1,"category":1,"text":"x"}])");
  } else if (play == "refuses") {
    Say(0, Text(R"({"jsonrpc":"2.0","id":)"), id, Text(R"(,"error":{"code":1,"message":"no"}})"));
  } else if (play == "asks_forever") {
    for (;;) Request("fileExists", "/x");
  } else if (play == "asks_and_never_reads") {
    for (int i = 0; i < 900; ++i) Request("readFile", "/c/lib.d.ts");
    for (;;) Wait(1'000'000);
  } else if (play == "talks_forever") {
    for (;;) Request("fileExists", "/", 1'000'000);
  } else if (play == "dies") {
    Exit(7);
  } else if (play == "half_a_message") {
    Write("Content-Length: 100\r\n\r\n{");
    Exit(0);
  }
  return false;
}

// The program comes as a JSON text.
bool PlayOf(Text program, Text id) {
  const Text mark = "//play ";
  const size_t at = program.Find(mark);
  if (at == Text::kNone) return false;
  const size_t begin = at + mark.size;
  const size_t end = program.Find(" ", begin);
  return end != Text::kNone && Play({program.data + begin, end - begin}, program.NumberAt(end + 1), id);
}

[[noreturn]] void Serve() {
  char id_copy[20];
  for (;;) {
    const Text message = Read();
    // An answer to what it asked.
    if (message.Find("\"method\"") == Text::kNone) continue;
    const size_t at = message.Find("\"id\":") + 5;
    size_t digits = 0;
    message.NumberAt(at, &digits);
    memcpy(id_copy, message.data + at, digits);
    const Text id(id_copy, digits);
    if (message.Find("\"updateSnapshot\"") != Text::kNone) {
      Reply(id, R"({"snapshot":1,"projects":[{"id":"p"}]})");
    } else if (message.Find("\"getSemanticDiagnostics\"") == Text::kNone) {
      Reply(id, "null");
    } else {
      Request("readFile", "/c/program.ts");
      if (!PlayOf(Read(), id)) Reply(id, "[]");
    }
  }
}

}  // namespace

// The kernel leaves the stack one call short of what functions expect.
extern "C" [[gnu::force_align_arg_pointer, noreturn]] void _start() { Serve(); }
