// form 2, inserted breaks 1
/* a comment */ return(
                boom()) // and one behind
