const make = Map<string, number>;
boom()
