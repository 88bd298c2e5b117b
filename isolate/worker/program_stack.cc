#include "isolate/worker/program_stack.h"

#include <charconv>
#include <utility>

#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr int kFrames = 10;
constexpr size_t kFrameBytes = 300;

std::string_view program_code;
LineMap program_lines;

// "…program.ts:3:5" or "…program.ts:3:5)".
bool ParsePosition(std::string_view frame, ProgramPosition* position) {
  const size_t at = frame.rfind(kProgramName);
  if (at == std::string_view::npos) return false;
  const char* from = frame.data() + at + kProgramName.size();
  const char* const end = frame.data() + frame.size();
  if (from == end || *from != ':') return false;
  const auto line = std::from_chars(from + 1, end, position->line);
  if (line.ec != std::errc() || line.ptr == end || *line.ptr != ':') return false;
  return std::from_chars(line.ptr + 1, end, position->column).ec == std::errc() && position->line > 0;
}

// The variable that V8 didn't find, or empty.
std::string_view MissingName(std::string_view text) {
  constexpr struct {
    std::string_view before;
    std::string_view after;
  } kTexts[] = {{"ReferenceError: ", " is not defined"}, {"ReferenceError: Cannot access '", "' before initialization"}};
  for (const auto& [before, after] : kTexts) {
    if (text.size() <= before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after)) continue;
    text.remove_prefix(before.size());
    text.remove_suffix(after.size());
    return text;
  }
  return {};
}

void AddFrame(std::string_view frame, const ProgramPosition& position, ProgramStack* stack) {
  if (stack->frames.empty()) {
    stack->position = position;
  } else {
    stack->frames += '\n';
  }
  stack->frames += frame;
}

}  // namespace

void SetProgramCode(std::string_view code, LineMap lines) {
  program_code = code;
  program_lines = std::move(lines);
}

uint32_t SourceLine(uint32_t code_line) { return program_lines.ToSource(code_line); }

ProgramPosition PositionOfError(std::string_view text, CodePosition near) {
  const std::string_view name = MissingName(text);
  if (!name.empty()) near = NamePosition(program_code, near, name).value_or(near);
  return {.line = SourceLine(near.line), .column = near.column};
}

ProgramStack CurrentProgramStack(v8::Isolate* isolate) {
  v8::HandleScope handles(isolate);
  return ProgramStackOf(isolate, v8::StackTrace::CurrentStackTrace(isolate, 2 * kFrames));
}

ProgramStack ProgramStackOf(v8::Isolate* isolate, v8::Local<v8::StackTrace> trace) {
  v8::HandleScope handles(isolate);
  ProgramStack stack;
  for (int i = 0; i < trace->GetFrameCount(); ++i) {
    v8::Local<v8::StackFrame> frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    v8::Local<v8::String> script = frame->GetScriptName();
    if (script.IsEmpty() || ToUtf8(isolate, script, kFrameBytes) != kProgramName || frame->GetLineNumber() <= 0) continue;
    const ProgramPosition position = {.line = SourceLine(static_cast<uint32_t>(frame->GetLineNumber())),
                                      .column = static_cast<uint32_t>(frame->GetColumn())};
    std::string where = std::string(kProgramName) + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
    v8::Local<v8::String> name = frame->GetFunctionName();
    if (!name.IsEmpty() && name->Length() > 0) where = ToUtf8(isolate, name, kFrameBytes) + " (" + where + ")";
    AddFrame("at " + where, position, &stack);
  }
  return stack;
}

ProgramStack ParseProgramStack(std::string_view text) {
  ProgramStack stack;
  for (int frames = 0; !text.empty() && frames < kFrames;) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + (line.size() < text.size() ? 1 : 0));
    const size_t start = line.find_first_not_of(' ');
    if (start == std::string_view::npos || !line.substr(start).starts_with("at ") || line.size() > kFrameBytes) continue;
    ProgramPosition position;
    if (!ParsePosition(line, &position)) continue;
    AddFrame(line.substr(start), position, &stack);
    ++frames;
  }
  return stack;
}

}  // namespace isobridge::isolate
