// form 4
const $result=
          /* here */ () => boom()

return $result(input)