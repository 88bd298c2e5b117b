function helper(x: number): number {
  return boom();
}

async function main() {
  return helper(1);
}

function after() {}
