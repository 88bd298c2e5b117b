const a = /[/;
