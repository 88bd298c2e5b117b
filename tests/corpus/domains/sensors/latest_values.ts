const ids = ["t-2", "t-3", "p-1"];
const pages = await Promise.all(ids.map((device_id) => external_read_sensor({ device_id, from_minute: 4 })));
return ids.map((id, i) => `${id}=${pages[i].readings.at(-1)?.value}`).join(" ");
