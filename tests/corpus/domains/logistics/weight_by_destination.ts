enum Weight {
  Light = "light",
  Medium = "medium",
  Heavy = "heavy",
}

function classify(kg: number): Weight {
  return kg < 5 ? Weight.Light : kg < 50 ? Weight.Medium : Weight.Heavy;
}

async function* allShipments() {
  let cursor: string | undefined;
  for (;;) {
    const { items, next_cursor } = await external_shipments_search({ cursor });
    yield* items;
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}

const byPlace: Record<string, { kg: number; classes: Partial<Record<Weight, number>> }> = {};
for await (const shipment of allShipments()) {
  const place = (byPlace[shipment.to] ??= { kg: 0, classes: {} });
  place.kg += shipment.weight_kg;
  const weight = classify(shipment.weight_kg);
  place.classes[weight] = (place.classes[weight] ?? 0) + 1;
}
return byPlace;
