#include "isolate/worker/name_position.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

// "line:column" of `nope`, or "nowhere".
std::string Found(std::string_view code, CodePosition near = {.line = 1, .column = 1}) {
  const std::optional<CodePosition> position = NamePosition(code, near, "nope");
  return position.has_value() ? std::to_string(position->line) + ":" + std::to_string(position->column) : "nowhere";
}

TEST(NamePositionTest, NameIsFoundInItsStatement) {
  EXPECT_EQ(Found("return await nope({})"), "1:14");
  EXPECT_EQ(Found("return [\n  1,\n  nope(1)]"), "3:3");
  EXPECT_EQ(Found("nope()"), "1:1");
}

TEST(NamePositionTest, SearchBeginsAtThePlace) { EXPECT_EQ(Found("nope();\nreturn nope()", {.line = 2, .column = 1}), "2:8"); }

TEST(NamePositionTest, AssignedNameStandsBeforeThePlace) {
  EXPECT_EQ(Found("x; nope = nope + 1", {.line = 1, .column = 9}), "1:4");
  EXPECT_EQ(Found("x.nope = nope", {.line = 1, .column = 8}), "1:10");
}

TEST(NamePositionTest, LongerNamesPropertiesAndKeysAreNotTheName) {
  EXPECT_EQ(Found("return nopes + x_nope + a.nope + a?.nope + nope"), "1:44");
  EXPECT_EQ(Found("return {nope: 1, a: {b, nope: nope}}"), "1:31");
  EXPECT_EQ(Found("return {nope}"), "1:9");
  EXPECT_EQ(Found("return c ? nope : 1"), "1:12");
  EXPECT_EQ(Found("return [...nope]"), "1:12");
}

TEST(NamePositionTest, TextsAndCommentsAreNotTheName) {
  EXPECT_EQ(Found(R"(return /* nope */ "nope" + 'a\'nope' + nope)"), "1:40");
  EXPECT_EQ(Found("return // nope\n nope"), "2:2");
  EXPECT_EQ(Found("return /nope[/]nope/g.test(nope)"), "1:28");
  EXPECT_EQ(Found("return 1 / 2 / nope"), "1:16");
}

TEST(NamePositionTest, SubstitutionsOfTemplatesCountAndTheirTextDoesNot) {
  EXPECT_EQ(Found("return `nope \\${nope} ${ {a: `nope${1}`}.a } nope ${nope}`"), "1:53");
}

TEST(NamePositionTest, ColumnsAreUtf16CodeUnits) {
  EXPECT_EQ(Found("return \"é€😀\" + nope()"), "1:17");
  EXPECT_EQ(Found("\"😀\"; nope", {.line = 1, .column = 7}), "1:7");
}

TEST(NamePositionTest, ErrorThatTheProgramMakesIsWhereItIs) {
  EXPECT_EQ(Found("new ReferenceError('nope is not defined'); nope"), "nowhere");
  EXPECT_EQ(Found("ReferenceError('nope is not defined'); nope"), "nowhere");
}

TEST(NamePositionTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(Found(""), "nowhere");
  EXPECT_EQ(Found("return other", {.line = 9, .column = 70}), "nowhere");
  EXPECT_EQ(Found("return `${ nop"), "nowhere");
  EXPECT_EQ(Found("'\\"), "nowhere");
  EXPECT_EQ(Found(std::string(1u << 20, ' ') + "nope"), "nowhere");
}

}  // namespace
}  // namespace isobridge::isolate
