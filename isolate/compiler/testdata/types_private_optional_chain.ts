class Node {
  #next: Node | null = null;
  #id: number = 1;
  static next(node?: Node): number | undefined { return node?.#next?.#id; }
}
return Node.next(new Node());
