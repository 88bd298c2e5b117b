const [drills, saws] = await Promise.all([external_stock_of({ sku: "B-1" }), external_stock_of({ sku: "B-2" })]);
const sum = (rows) => rows.reduce((n, row) => n + row.quantity, 0);
return { drills: sum(drills), saws: sum(saws) };
