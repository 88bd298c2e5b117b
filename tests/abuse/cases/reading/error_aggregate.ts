// why: An AggregateError of itself.
// expect: PROGRAM_THREW ~ many
const many = new AggregateError([], 'many');
many.errors.push(many, many);
throw many;
