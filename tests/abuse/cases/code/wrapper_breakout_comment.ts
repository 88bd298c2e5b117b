// why: An open comment or template at the end doesn't swallow what follows the program.
// expect: SYNTAX_ERROR
return 1; /* open
