export
  default /* here */ () => boom()
