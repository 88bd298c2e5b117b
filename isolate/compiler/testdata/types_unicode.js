// form 2, inserted breaks 1
const äö         = "日本 😀"; return(
                            boom())
