for (const a of b) {}
break;
