// form 2, inserted breaks 1
return(
1, boom())