// form 1
class Node {
  #next              = null;
  #id         = 1;
  static next(node       )                     { return node?.#next?.#id; }
}
return Node.next(new Node());
