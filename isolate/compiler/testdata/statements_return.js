// form 1
const rows        = await external_query({ sql: "select 1" });
                            
return rows.map((row     )         => row.id);
