const chain: string[] = [];
let id: number | null = 8;
while (id !== null) {
  const person = await external_get_employee({ id });
  chain.push(person.name);
  id = person.manager_id;
}
return chain.join(" -> ");
