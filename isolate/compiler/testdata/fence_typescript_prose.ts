I will list the products first.

```typescript
const { items } = boom();
return items;
```

This returns the `items`.
