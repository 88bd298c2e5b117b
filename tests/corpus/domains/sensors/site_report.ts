namespace Format {
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  export function degrees(value: number): string {
    return `${number.format(value)} °C`;
  }
}

const report: Record<string, { device: string; mean: string }[]> = {};
const { devices } = await tools.list_devices({ kind: "temperature" });
await Promise.all(
  devices.map(async (device) => {
    const { readings } = await tools.read_sensor({ device_id: device.device_id });
    const mean = readings.reduce((sum, r) => sum + r.value, 0) / readings.length;
    (report[device.site] ||= []).push({ device: device.device_id, mean: Format.degrees(mean) });
  }),
);
for (const rows of Object.values(report)) rows.sort((a, b) => a.device.localeCompare(b.device));
return report;
