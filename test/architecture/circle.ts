/** Who points to whom. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The circles of a graph, each as a path that ends where it begins: at least one for every knot of nodes that reach
 * each other, so that a graph without circles, and only such a one, gives none.
 */
export function circlesOf(graph: Graph): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string) => {
    const seen = path.indexOf(node);
    if (seen >= 0) circles.push([...path.slice(seen), node]);
    if (seen >= 0 || done.has(node)) return;
    path.push(node);
    for (const next of [...(graph.get(node) ?? [])].sort()) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of [...graph.keys()].sort()) visit(node);
  return circles;
}
