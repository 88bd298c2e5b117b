// why: A tool function as new.target is refused.
// expect: value "TypeError"
try { Reflect.construct(Object, [], external_echo as never); return 'made'; } catch (error) { return (error as Error).name; }
