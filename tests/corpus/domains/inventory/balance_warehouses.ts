type Move = { sku: string; moved?: number; error?: string };
const moves: Move[] = [];
let attempts = 0;

for (const sku of ["A-1", "C-1", "C-2", "D-1"]) {
  const stock = await external_stock_of({ sku });
  const north = stock.find((s) => s.warehouse === "north")?.quantity ?? 0;
  const south = stock.find((s) => s.warehouse === "south")?.quantity ?? 0;
  const quantity = Math.floor(Math.abs(north - south) / 2);
  if (quantity === 0) continue;
  try {
    await external_move_stock({ sku, from: north > south ? "north" : "south", to: north > south ? "south" : "north", quantity });
    moves.push({ sku, moved: quantity });
  } catch (error: any) {
    moves.push({ sku, error: `${error.code}: ${error.message}` });
  } finally {
    attempts++;
  }
}
return { moves, attempts };
