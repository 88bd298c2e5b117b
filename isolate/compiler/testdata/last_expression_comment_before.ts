/* a comment */ boom() // and one behind
