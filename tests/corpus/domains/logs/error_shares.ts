const services = ["api", "db", "worker"] as const;
const counts = await Promise.all(
  services.map(async (service) => {
    const [all, errors] = await Promise.all([external_logs_count({ service }), external_logs_count({ service, level: "error" })]);
    return { service, share: errors.count / all.count };
  }),
);
return counts.map(({ service, share }) => `${service} ${(share * 100).toFixed(1)}%`);
