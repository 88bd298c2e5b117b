// form 1, inserted breaks 1 2
var Level;(function($enum){ const Low=
                         1;$enum[$enum["Low"]=Low]="Low"; const High=
                                   Low << 3;$enum[$enum["High"]=High]="High"; })(Level||(Level={}));
return [Level.High, boom()];
