const name: string = "x";
`a
  ${name as string} ${boom()}
b`
