const travellers = [
  { phone: "+47 1", city: "Tromsø" },
  { phone: "+20 2", city: "Cairo" },
  { phone: "+351 3", city: "Lisbon" },
];
const advice = { wind: "secure loose things", snow: "take winter tyres", sand: "stay inside", heat: "drink water" };

let sent = 0;
for (const { phone, city } of travellers) {
  const place = await external_geocode({ city });
  const alerts = await external_alerts({ country: place.country, min_severity: 2 });
  if (alerts.length === 0) continue;
  const worst = alerts[0];
  const answer = await external_notify({ to: phone, text: `${city}: ${worst.kind} (${worst.severity}), ${advice[worst.kind]}` });
  if (answer.sent) sent++;
}
return { sent };
