const codes = ["TEN", "OLD", "NEW"];
const states = await Promise.all(
  codes.map((code) =>
    external_coupons_check({ code }).then(
      (coupon) => (coupon.expired ? "expired" : `${coupon.percent} %`),
      (error) => error.code,
    ),
  ),
);
return states;
