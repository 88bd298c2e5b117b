const root = await external_fs_tree({ path: "/" });

function* files(node: typeof root, prefix = ""): Generator<[string, number]> {
  if (node.size !== undefined) yield [prefix + node.name, node.size];
  for (const child of node.children ?? []) yield* files(child, node.name === "/" ? "/" : `${prefix}${node.name}/`);
}

return Object.fromEntries(files(root));
