const { devices } = await codemode.list_devices({ site: "plant" });
const offline = devices.filter(d => !d.online);
return offline.length === 0 ? "all online" : "offline: " + offline.map(d => d.device_id).join(",");
