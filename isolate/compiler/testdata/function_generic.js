// form 3, inserted breaks 1
return(
    (x   )    => boom())(input)
