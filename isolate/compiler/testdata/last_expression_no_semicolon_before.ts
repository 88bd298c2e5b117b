const a = [1]
;[2].map(boom)
