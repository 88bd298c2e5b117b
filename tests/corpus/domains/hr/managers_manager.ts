const hao = await external_get_employee({ id: 8 });
const dee = await external_get_employee({ id: hao.manager_id! });
const ben = await external_get_employee({ id: dee.manager_id! });
return [hao, dee, ben].map(({ name, salary }) => ({ name, salary }));
