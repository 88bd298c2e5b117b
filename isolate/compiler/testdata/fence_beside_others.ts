```bash
npm install
```
```ts
boom()
```
```json
{"a": 1}
```
