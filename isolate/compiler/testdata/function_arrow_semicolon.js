// form 3, inserted breaks 1
return(
async () => { return boom(); })(input);
