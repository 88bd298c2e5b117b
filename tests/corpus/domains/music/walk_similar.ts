const heard = new Set<string>();
let artist: string | undefined = "The Odds";
while (artist && !heard.has(artist)) {
  heard.add(artist);
  const { artists } = await external_similar_artists({ artist });
  artist = artists.map((a) => a.to).find((name) => !heard.has(name));
}
return [...heard];
