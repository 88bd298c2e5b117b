enum E { A, B = 2, C } const x: E = E.A; boom()
