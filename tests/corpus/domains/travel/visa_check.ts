const codes = ["NRT", "JFK"];
const airports = await Promise.all(codes.map((code) => external_airport({ code })));
const needing = airports.filter((a) => a.visa).map((a) => a.city);
switch (needing.length) {
  case 0:
    return "no visa needed";
  case 1:
    return `apply for ${needing[0]}`;
  default:
    return `apply for ${needing.length} visas`;
}
