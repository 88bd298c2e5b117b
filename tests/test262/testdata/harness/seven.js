const seven = () => 7;
