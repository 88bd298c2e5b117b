#include "clients/cli/run_options.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const std::vector<std::string>& arguments) {
  const absl::Status status = RunOptions::Parse(arguments).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(RunOptionsTest, FlagsStandBeforeAndAfterTheProgramWithAndWithoutEquals) {
  const RunOptions options = *RunOptions::Parse({"--tools=t.json", "p.ts", "--server", "unix:/s", "--json"});
  EXPECT_EQ(options.program, "p.ts");
  EXPECT_EQ(options.tools, "t.json");
  EXPECT_EQ(options.server.address, "unix:/s");
  EXPECT_EQ(options.output, RunOptions::Output::kJsonLines);
}

TEST(RunOptionsTest, LimitsReachTheRequest) {
  const RunOptions options = *RunOptions::Parse(
      {"p.ts", "--wall_time=1.5s", "--cpu_time=20ms", "--heap_bytes=64MiB", "--result_bytes=100", "--calls=7"});
  EXPECT_EQ(options.request.limits().wall_time().seconds(), 1);
  EXPECT_EQ(options.request.limits().wall_time().nanos(), 500'000'000);
  EXPECT_EQ(options.request.limits().cpu_time().nanos(), 20'000'000);
  EXPECT_EQ(options.request.limits().heap_bytes(), 64u << 20);
  EXPECT_EQ(options.request.limits().result_bytes(), 100u);
  EXPECT_EQ(options.request.limits().calls(), 7u);
}

TEST(RunOptionsTest, LanguageFollowsTheEndingUnlessGiven) {
  EXPECT_EQ(RunOptions::Parse({"p.js"})->request.language(), isobridge::v1::LANGUAGE_JAVASCRIPT);
  EXPECT_EQ(RunOptions::Parse({"p.ts"})->request.language(), isobridge::v1::LANGUAGE_UNSPECIFIED);
  EXPECT_EQ(RunOptions::Parse({"p.js", "--language=ts"})->request.language(), isobridge::v1::LANGUAGE_TYPESCRIPT);
}

TEST(RunOptionsTest, TheCheckIsAskedForByName) {
  EXPECT_EQ(RunOptions::Parse({"a.ts", "--check=block-certain"})->request.check(), isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  EXPECT_EQ(RunOptions::Parse({"a.ts"})->request.check(), isobridge::v1::CHECK_MODE_UNSPECIFIED);
  EXPECT_THAT(RunOptions::Parse({"a.ts", "--check=some"}).status().message(),
              HasSubstr("--check is 'some'; it must be off, advise"));
}

TEST(RunOptionsTest, WhatTheServiceOffersReachesTheRequest) {
  using isobridge::v1::Validation;
  const isobridge::v1::Start request = RunOptions::Parse({"a.ts", "--allow=list,get", "--validate_arguments=warn",
                                                          "--validate_results=enforce", "--truncate", "--settled_calls"})
                                           ->request;
  EXPECT_THAT(request.allowed_tools(), ElementsAre("list", "get"));
  EXPECT_EQ(request.validation().arguments(), Validation::MODE_WARN);
  EXPECT_EQ(request.validation().results(), Validation::MODE_ENFORCE);
  EXPECT_TRUE(request.result_truncation());
  EXPECT_TRUE(request.report_settled_calls());
  for (const std::string names : {"", "a,", ",a"}) {
    EXPECT_THAT(ErrorOf({"a.ts", "--allow=" + names}), HasSubstr("--allow is '" + names + "'; it must be names of tools"));
  }
  EXPECT_THAT(ErrorOf({"a.ts", "--validate_results=on"}),
              HasSubstr("--validate_results is 'on'; it must be off, warn or enforce"));
}

TEST(RunOptionsTest, ProgramMayBeStandardInputOrLookLikeAFlag) {
  EXPECT_EQ(RunOptions::Parse({"-"})->program, "-");
  EXPECT_EQ(RunOptions::Parse({"--", "--odd.ts"})->program, "--odd.ts");
}

TEST(RunOptionsTest, SeedAndTimeAreRead) {
  const RunOptions options = *RunOptions::Parse({"p.ts", "--seed", std::string(64, 'a'), "--start_time=2026-01-31T12:00:00.25Z"});
  EXPECT_EQ(options.request.seed(), std::string(32, '\xaa'));
  EXPECT_EQ(options.request.start_time().seconds(), 1769860800);
  EXPECT_EQ(options.request.start_time().nanos(), 250'000'000);
}

TEST(RunOptionsTest, ErrorsNameTheFlagAndSayHowItShouldBe) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("no PROGRAM"));
  EXPECT_THAT(ErrorOf({"a.ts", "b.ts"}), HasSubstr("two programs, a.ts and b.ts"));
  EXPECT_THAT(ErrorOf({"a.ts", "--tool=x"}), HasSubstr("there is no flag --tool"));
  EXPECT_THAT(ErrorOf({"a.ts", "-x"}), HasSubstr("there is no flag -x"));
  EXPECT_THAT(ErrorOf({"a.ts", "--tools"}), HasSubstr("--tools needs a value"));
  EXPECT_THAT(ErrorOf({"a.ts", "--json=1"}), HasSubstr("--json takes no value"));
  EXPECT_THAT(ErrorOf({"a.ts", "--wall_time=5"}), HasSubstr("--wall_time is '5'; it must be a duration"));
  EXPECT_THAT(ErrorOf({"a.ts", "--wall_time=-1s"}), HasSubstr("--wall_time"));
  EXPECT_THAT(ErrorOf({"a.ts", "--heap_bytes=1TB"}), HasSubstr("--heap_bytes is '1TB'"));
  EXPECT_THAT(ErrorOf({"a.ts", "--heap_bytes=18446744073709551615GiB"}), HasSubstr("--heap_bytes"));
  EXPECT_THAT(ErrorOf({"a.ts", "--calls=0"}), HasSubstr("--calls"));
  EXPECT_THAT(ErrorOf({"a.ts", "--seed=abc"}), HasSubstr("64 hexadecimal digits"));
  EXPECT_THAT(ErrorOf({"a.ts", "--language=python"}), HasSubstr("typescript or javascript"));
  for (const std::string address : {"foo", "foo:", ":50051", ""}) {
    EXPECT_THAT(ErrorOf({"a.ts", "--server", address}), HasSubstr("--server is '" + address + "'; it must be HOST:PORT"));
  }
  EXPECT_THAT(ErrorOf({"a.ts", "--server=x:1", "--tls_cert=c"}), HasSubstr("go together"));
  EXPECT_THAT(ErrorOf({"a.ts", "--tls_ca=c"}), HasSubstr("needs --server"));
}

TEST(RunOptionsTest, TokenIsNotSentInPlaintextToAnotherHost) {
  for (const std::string address : {"unix:/s", "127.0.0.1:1", "127.8.9.1:1", "localhost:1", "[::1]:1"}) {
    EXPECT_EQ(RunOptions::Parse({"a.ts", "--token_file=t", "--server", address})->token_file, "t") << address;
  }
  for (const std::string address : {"10.0.0.1:1", "example.com:1", "127.example.com:1", "localhost.example.com:1", "[::2]:1",
                                    "dns:localhost:1", "ipv4:127.0.0.1:1,10.0.0.1:1", "0.0.0.0:1"}) {
    EXPECT_THAT(ErrorOf({"a.ts", "--token_file=t", "--server", address}), HasSubstr("to " + address + " could read the token"));
    EXPECT_TRUE(RunOptions::Parse({"a.ts", "--token_file=t", "--server", address, "--tls_ca=c"}).ok());
    EXPECT_TRUE(RunOptions::Parse({"a.ts", "--token_file=t", "--server", address, "--allow_plaintext"}).ok());
  }
  EXPECT_THAT(ErrorOf({"a.ts", "--token_file=t"}), HasSubstr("--token_file needs --server"));
}

TEST(RunOptionsTest, UsageDocumentsExitStatusAndAFlagForEveryLimit) {
  const std::string usage = RunOptions::Usage();
  EXPECT_THAT(usage, HasSubstr("Exit status: 0"));
  const google::protobuf::Descriptor& limits = *isobridge::v1::Limits::descriptor();
  for (int i = 0; i < limits.field_count(); ++i) {
    EXPECT_THAT(usage, HasSubstr("\n  --" + limits.field(i)->name() + " "));
  }
  EXPECT_TRUE(RunOptions::Parse({"--help"})->help);
  EXPECT_TRUE(RunOptions::Parse({"-h"})->help);
}

}  // namespace
}  // namespace isobridge::cli
