"""What a run found, as text."""

import corpus
import mutants


def by_family(results):
    """Passed of all, by family and complexity."""
    rows = [["", *corpus.COMPLEXITIES, "all"]]
    for family in corpus.FAMILIES:
        of_family = [(case, problems) for case, problems in results if case.family == family]
        if of_family:
            rows.append([family, *(share([r for r in of_family if r[0].complexity == c]) for c in corpus.COMPLEXITIES), share(of_family)])
    return aligned(rows)


def by_kind(results):
    """Stopped of all mutants, by kind."""
    rows = []
    for kind in mutants.KINDS:
        of_kind = [seen for change, seen in results if change.kind == kind]
        rows.append([kind, f"{sum(map(mutants.stopped, of_kind))}/{len(of_kind)}"])
    return aligned(rows)


def share(results):
    return f"{sum(not problems for _, problems in results)}/{len(results)}"


def aligned(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join([str(row[0]).ljust(widths[0]), *(str(cell).rjust(width) for cell, width in zip(row[1:], widths[1:]))]) for row in rows)
