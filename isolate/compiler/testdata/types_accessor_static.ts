class A { static { boom(); } static readonly x: number = 1 }
