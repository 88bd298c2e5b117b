const [evening] = await external_playlists({ owner: "io" });
const counts = new Map<string, number>();
for (const id of evening.song_ids) {
  const { artist } = await external_song({ id });
  counts.set(artist, (counts.get(artist) ?? 0) + 1);
}
const [favourite] = [...counts.entries()].sort(([, a], [, b]) => b - a)[0];
const { hits } = await external_search_songs({ artist: favourite });
const created = await external_create_playlist({ name: `Best of ${favourite}`, song_ids: hits.map((h) => h.id), public: true });
return { ...created, newest: hits[0].title };
