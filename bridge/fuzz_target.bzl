"""A fuzz target: a binary with libFuzzer (`./dev fuzz`), and everywhere a test over the seeds of fuzz_corpus_test.cc."""

def fuzz_target(name, srcs, deps, copts = [], tags = []):
    """Declares `name` (the binary), `name`_target (its code) and `name`_corpus_test.

    Args:
      name: ends in `_fuzz`.
      srcs: what defines LLVMFuzzerTestOneInput.
      deps: of srcs.
      copts: of srcs.
      tags: of the test.
    """
    native.cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs,
        copts = copts,
        deps = deps,
        alwayslink = True,
    )
    native.cc_binary(
        name = name,
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = [
            "fuzz",
            "manual",
        ],
        deps = [":" + name + "_target"],
    )
    native.cc_test(
        name = name + "_corpus_test",
        size = "medium",
        srcs = ["//bridge:fuzz_corpus_test.cc"],
        tags = tags,
        deps = [
            ":" + name + "_target",
            "//third_party:gtest_main",
        ],
    )
