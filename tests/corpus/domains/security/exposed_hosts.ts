const [all, exposed] = await Promise.all([external_assets_list({}), external_assets_list({ exposed: true })]);
const open = new Set(exposed.hosts.map((h) => h.host));
return { exposed: [...open], hidden: all.hosts.map((h) => h.host).filter((h) => !open.has(h)) };
