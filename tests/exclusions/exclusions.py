"""Lists of differences that are meant, each with its reason.

A line is a pattern, two spaces or more, and the reason. Empty lines and lines with `#` are for people. What a pattern means is up to who
reads the list.
"""


class Exclusion:
    def __init__(self, pattern, reason):
        self.pattern, self.reason = pattern, reason
        # How many differences it explained.
        self.used = 0


class ExclusionError(Exception):
    """A line without a reason."""


def read(path):
    exclusions = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            pattern, gap, reason = line.strip().partition("  ")
            if not gap or not reason.strip():
                raise ExclusionError(f"{path}:{number}: a pattern needs a reason behind it, two spaces apart")
            exclusions.append(Exclusion(pattern, reason.strip()))
    return exclusions


def explained(exclusions, fits):
    """Whether a pattern fits; the first that does has explained one more."""
    found = next((exclusion for exclusion in exclusions if fits(exclusion.pattern)), None)
    if found:
        found.used += 1
    return found is not None


def unused(exclusions):
    return [exclusion.pattern for exclusion in exclusions if exclusion.used == 0]
