// form 2, inserted breaks 1
return(
{
  "a": 1,
  b: boom(),
}

)