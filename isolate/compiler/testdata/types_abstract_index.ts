class A { [key: string]: any; static readonly z: unique symbol; #p?: number = boom(); }
new A()
