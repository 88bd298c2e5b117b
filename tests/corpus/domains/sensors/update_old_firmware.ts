type Version = [major: number, minor: number, patch: number];
const parse = (text: string) => text.split(".").map(Number) as Version;
const older = (a: Version, b: Version): boolean => {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
};

const { devices } = await external_list_devices({ kind: "temperature", online: true });
const updated: string[] = [];
for (const device of devices) {
  if (!older(parse(device.firmware), parse("1.4.2"))) continue;
  const { accepted } = await external_send_command({ device_id: device.device_id, command: "update", params: { version: "1.10.0" } });
  if (accepted) updated.push(device.device_id);
}
return updated;
