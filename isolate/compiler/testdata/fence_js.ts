```js
return boom();
```