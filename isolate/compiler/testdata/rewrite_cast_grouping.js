// form 1, inserted breaks 2
const a      = 1;
const b = (
          a + 1)          * boom();
