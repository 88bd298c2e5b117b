const rows: Row[] = await external_query({ sql: "select 1" });
interface Row { id: number }
return rows.map((row: Row): number => row.id);
