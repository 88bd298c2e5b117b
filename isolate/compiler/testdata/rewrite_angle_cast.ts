const a = <number>1, b = <any>{ c: 2 }; boom()
