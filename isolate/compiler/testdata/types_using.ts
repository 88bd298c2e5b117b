using r: Disposable = { [Symbol.dispose]() {} };
boom()
