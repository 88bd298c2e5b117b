// META: script=/resources/three.js
test(() => assert_true(three() === 3), 'a script comes first');
test(() => assert_true(self === globalThis && !GLOBAL.isWindow()), 'a shell');
test(() => assert_true(false), 'this one fails');
