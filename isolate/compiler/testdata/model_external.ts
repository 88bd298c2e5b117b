const users = await external_list_users({ limit: 10 });

type User = (typeof users)[number];
const byTeam = new Map<string, User[]>();
for (const user of users as User[]) {
  byTeam.set(user.team, [...(byTeam.get(user.team) ?? []), user]);
}

return Object.fromEntries([...byTeam].map(([team, members]) => [team, members.length]));
