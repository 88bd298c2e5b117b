const a = [1, 2].map((x) => x < 2 ? boom() : x);
return a;
