const a = 1;
}
