"""How a program ended, and whether its test passes."""

import dataclasses

COMPLETE = "Test262:AsyncTestComplete"


@dataclasses.dataclass(frozen=True)
class Outcome:
    # "returned", "threw", "refused" (it could not be parsed; nothing ran), or what else ended it.
    ended: str
    error_name: str = ""
    error_message: str = ""
    console: tuple = ()

    def __str__(self):
        if self.ended == "returned":
            return f"returned; {self.console[-1]}" if self.console else "returned"
        return f"{self.ended} {self.error_name}: {self.error_message}"[:300]


def passes(test, outcome):
    if test.negative_phase in ("parse", "resolution"):
        return outcome.ended == "refused" and test.negative_type == "SyntaxError"
    if test.negative_phase:
        return outcome.ended == "threw" and outcome.error_name == test.negative_type
    return outcome.ended == "returned" and (not test.is_async() or COMPLETE in outcome.console)
