"""The tools of a small shop: arguments as JSON on standard input, the result as JSON on standard output."""

import json
import sys

PRODUCTS = [
    {"id": 101, "name": "Espresso machine", "sold": 412},
    {"id": 102, "name": "Hand grinder", "sold": 951},
    {"id": 103, "name": "Pour-over kettle", "sold": 688},
    {"id": 104, "name": "Milk pitcher", "sold": 1204},
    {"id": 105, "name": "Paper filters", "sold": 3310},
    {"id": 106, "name": "Tamper", "sold": 390},
    {"id": 107, "name": "Scale", "sold": 877},
]

RATINGS = {
    101: [5, 4, 4, 5],
    102: [5, 5, 4, 5, 5, 3],
    103: [4, 4, 3, 5],
    104: [2, 3, 4],
    105: [4, 5, 4, 4, 5],
    106: [5],
    107: [5, 5, 5, 4],
}


def list_products(sort, limit):
    return sorted(PRODUCTS, key=lambda product: -product[sort])[:limit]


def get_ratings(product_id):
    if product_id not in RATINGS:
        raise LookupError(f"there is no product {product_id}")
    return RATINGS[product_id]


TOOLS = {"list_products": list_products, "get_ratings": get_ratings}

if __name__ == "__main__":
    try:
        json.dump(TOOLS[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
    except LookupError as error:
        # What a failing tool writes to standard error is the message that the program sees.
        sys.exit(json.dumps({"message": str(error), "code": "NOT_FOUND"}))
