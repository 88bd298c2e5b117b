// form 1
const a         = 1;

function f   (x   )    {
  boom();
  return x;
}

const y = f        (a          );
return y;
