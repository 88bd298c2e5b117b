const a = `abc ${b;
