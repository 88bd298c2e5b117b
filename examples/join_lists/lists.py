"""Two large lists, the same on every machine and with every version of Python."""

import json
import sys

COUNTRIES = ["AT", "CZ", "DE", "DK", "FR", "PL"]


def numbers(seed):
    """Evenly spread 32-bit numbers (the generator of Numerical Recipes)."""
    while True:
        seed = (seed * 1664525 + 1013904223) % 2**32
        yield seed


def customers():
    random = numbers(1)
    return [{"id": i, "name": f"Customer {i:04}", "country": COUNTRIES[next(random) // 7 % len(COUNTRIES)]} for i in range(5000)]


def orders():
    random = numbers(2)
    return [
        {"customer_id": next(random) // 11 % 5000, "cents": next(random) // 13 % 50000, "paid": next(random) // 17 % 4 > 0}
        for _ in range(20000)
    ]


if __name__ == "__main__":
    json.dump({"customers": customers, "orders": orders}[sys.argv[1]](), sys.stdout)
