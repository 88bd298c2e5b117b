<T,>(x: T): T => boom()
