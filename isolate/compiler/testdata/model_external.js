// form 1
const users = await external_list_users({ limit: 10 });

                                   
const byTeam = new Map                ();
for (const user of users          ) {
  byTeam.set(user.team, [...(byTeam.get(user.team) ?? []), user]);
}

return Object.fromEntries([...byTeam].map(([team, members]) => [team, members.length]));
