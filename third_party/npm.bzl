"""The npm packages that ./dev installed, as one filegroup each."""

def _npm_packages_impl(rctx):
    root = rctx.os.environ.get("ISOBRIDGE_NPM", "")
    if not root:
        fail("ISOBRIDGE_NPM is not set: build through ./dev, which installs the packages of package-lock.json")
    rctx.symlink(root, "node_modules")
    rctx.file("BUILD.bazel", """
package(default_visibility = ["//visibility:public"])

exports_files(["node_modules"])

filegroup(
    name = "typescript",
    srcs = ["node_modules/typescript/lib/typescript.js"],
)

filegroup(
    name = "typescript_lib",
    srcs = glob(["node_modules/typescript/lib/lib.*.d.ts"]),
)

# TypeScript 7, the native checker, of the machine's own kind, as one folder.
filegroup(
    name = "typescript_native",
    srcs = glob([
        "node_modules/@typescript/typescript-linux-*/lib/*",
        "node_modules/@typescript/typescript-linux-*/package.json",
    ]),
)

filegroup(
    name = "ts-blank-space",
    srcs = glob(["node_modules/ts-blank-space/**"]),
)

filegroup(
    name = "esbuild",
    srcs = glob(["node_modules/esbuild/**", "node_modules/@esbuild/**"]),
)

filegroup(
    name = "grpc-js",
    srcs = glob(
        ["node_modules/**"],
        exclude = [
            "node_modules/typescript/**",
            "node_modules/@typescript/**",
            "node_modules/esbuild/**",
            "node_modules/@esbuild/**",
            "node_modules/@bufbuild/**",
        ],
    ),
)

filegroup(
    name = "buf",
    srcs = glob(["node_modules/@bufbuild/**"]),
)
""")

npm_packages = repository_rule(
    implementation = _npm_packages_impl,
    environ = ["ISOBRIDGE_NPM"],
    local = True,
    doc = "Makes @npm from the folder that the environment variable ISOBRIDGE_NPM names.",
)
