const genres = ["jazz", "rock", "pop", "classical"] as const;
const answers = await Promise.all(genres.map((genre) => external_search_songs({ genre })));
return Object.fromEntries(genres.map((genre, i) => [genre, answers[i].total]));
