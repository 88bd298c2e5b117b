test(() => {}, 'never told');
throw new Error('before the end');
