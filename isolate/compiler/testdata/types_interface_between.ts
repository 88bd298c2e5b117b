const a = 1
interface A { b: string }
[a].map(boom)
