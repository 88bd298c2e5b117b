Sorry, I can not write this program.
