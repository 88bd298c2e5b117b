```
boom()
```
