// form 1, inserted breaks 2
const a      = null;
const c = (
          a ?? a)          || boom();
