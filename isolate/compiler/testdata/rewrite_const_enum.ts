const enum Level { Low = 1, High = Low << 3 }
return [Level.High, boom()];
