let page = null;
let tries = 0;
for (; tries < 6; tries++) {
  try {
    page = await external_read_sensor({ device_id: "t-2" });
    break;
  } catch (e) {
    console.warn(`try ${tries + 1}: ${e.message}`);
  }
}
return { tries, first: page ? page.readings[0].value : null };
