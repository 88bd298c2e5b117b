"""C++ libraries from .proto files, by the protoc and gRPC plugin of Debian."""

def cc_proto(name, src, deps = [], grpc = False, lite = False, visibility = None):
    """A cc_library for one .proto file of this package's import root.

    Args:
      name: of the library.
      src: the file, relative to this package; its path here is its import path.
      deps: other cc_proto targets that it imports.
      grpc: also make the service stubs.
      lite: the file is LITE_RUNTIME; the user chooses the protobuf library to link.
      visibility: of the library.
    """
    base = src[:-len(".proto")]
    outs = [base + ".pb.h", base + ".pb.cc"]
    command = "protoc -I %s --cpp_out=$(RULEDIR) " % native.package_name()
    if grpc:
        outs += [base + ".grpc.pb.h", base + ".grpc.pb.cc"]
        command += "--grpc_out=generate_mock_code=false:$(RULEDIR) --plugin=protoc-gen-grpc=$$(which grpc_cpp_plugin) "
    native.genrule(
        name = name + "_gen",
        srcs = [src] + [d + "_src" for d in deps],
        outs = outs,
        cmd = command + "%s/%s" % (native.package_name(), src),
        visibility = ["//visibility:private"],
    )
    native.filegroup(
        name = name + "_src",
        srcs = [src],
        visibility = visibility,
    )
    libraries = []
    if grpc:
        libraries = ["//third_party:grpc"]
    elif not lite:
        libraries = ["//third_party:protobuf"]
    native.cc_library(
        name = name,
        srcs = [o for o in outs if o.endswith(".cc")],
        hdrs = [o for o in outs if o.endswith(".h")],
        copts = ["-Wno-unused-parameter"],
        includes = ["."],
        visibility = visibility,
        deps = deps + libraries,
    )
