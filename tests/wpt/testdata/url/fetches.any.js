promise_test(async () => assert_true((await (await fetch('words.json')).json()).length === 2), 'a file of the suite');
promise_test(() => fetch('../../../../etc/passwd').then(() => { throw new Error('it was read'); }, () => {}), 'no other file');
