namespace N { export const v = 1 }
import v = N.v; boom()
