let a = 1
type T = number
;[a] = [boom()]
