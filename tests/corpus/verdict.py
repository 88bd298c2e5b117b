"""Whether an execution went as its case says."""


def problems(case, seen):
    """What is wrong with it, in words; empty if nothing."""
    if seen.failure:
        return [seen.failure]
    if not seen.returned():
        return [f"the program should return; {seen}"]
    found = []
    if not same(seen.value(), case.value):
        found.append(f"returned {seen.value()!r}, expected {case.value!r}")
    if difference := call_difference(seen.calls, case.calls):
        found.append(difference)
    found += [f"a warning that was not expected: {warning}" for warning in seen.warnings()]
    return found


def same(left, right):
    """Equality of JSON values: 1 and 1.0 are one number, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def call_difference(made, expected):
    for number, (call, wanted) in enumerate(zip(made, expected), 1):
        if not same(call, wanted):
            return f"call {number} was {call}, expected {wanted}"
    if len(made) == len(expected):
        return ""
    longer = max(made, expected, key=len)
    return f"{len(made)} calls, expected {len(expected)}; {'too many' if longer is made else 'missing'}: {longer[min(len(made), len(expected))]}"
