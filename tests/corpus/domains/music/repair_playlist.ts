type Settled<T> = PromiseSettledResult<T>;
const zip = <A, B>(a: readonly A[], b: readonly B[]): [A, B][] => a.map((x, i) => [x, b[i]]);
const isOk = <T>(r: Settled<T>): r is PromiseFulfilledResult<T> => r.status === "fulfilled";

const playlists = await tools.playlists({ owner: "io" });
const gym = playlists.find((p) => p.name === "Gym");
if (!gym) throw new Error("there is no playlist Gym");

const songs = await Promise.allSettled(gym.song_ids.map((id) => tools.song({ id })));
const pairs = zip(gym.song_ids, songs);
const kept = pairs.filter(([, r]) => isOk(r)).map(([id]) => id);
const lost = pairs.filter(([, r]) => !isOk(r)).map(([id]) => id);

const genre = songs.find(isOk)!.value.genre;
const { hits } = await tools.search_songs({ genre });
const substitutes = hits.filter((h) => !kept.includes(h.id)).slice(0, lost.length);
const created = await tools.create_playlist({ name: `${gym.name} (repaired)`, song_ids: [...kept, ...substitutes.map((s) => s.id)] });
return { created: created.name, kept, lost, substitutes: substitutes.map((s) => s.title) };
