"""How everything that includes V8's headers is compiled."""

# libnode was built without RTTI: a class derived from one of V8's must be, too. V8's headers are not ours to warn about.
V8_COPTS = [
    "-isystem",
    "/usr/include/node",
    "-fno-rtti",
]
