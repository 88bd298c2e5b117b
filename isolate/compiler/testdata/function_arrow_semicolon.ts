async () => { return boom(); };
