// form 2, inserted breaks 1
return(
{ total: boom(), items: []             }
)