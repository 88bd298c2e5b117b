// The files that snapshot_main made, as read-only data.
.macro embed name, file
    .global isobridge_snapshot_\name
    .global isobridge_snapshot_\name\()_end
    .balign 4096
isobridge_snapshot_\name:
    .incbin "\file"
isobridge_snapshot_\name\()_end:
.endm

    .section .rodata
embed worker_jit, worker_jit.snapshot
embed worker_hardened, worker_hardened.snapshot
embed compiler_jit, compiler_jit.snapshot
embed compiler_hardened, compiler_hardened.snapshot

    .section .note.GNU-stack, "", %progbits
