const f = (x: number) => <Foo>{ x, y: boom() };
f(1)
