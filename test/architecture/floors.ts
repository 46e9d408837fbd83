import { circlesOf } from "./circle.ts";
import { importsOf, resolveImport } from "./imports.ts";
import type { Tree } from "./tree.ts";

/** The house, lowest floor first. Rooms of one floor may import each other, but not in a circle. */
export const FLOORS: readonly (readonly string[])[] = [
  ["platform"],
  ["db"],
  ["market", "portfolio", "risk"],
  ["compute"],
  ["batch", "jobs"],
  ["server", "commands"],
  ["main"],
];
const ENTRIES = ["src/main.ts", "src/worker.ts"];
const DRIVER = { package: "better-sqlite3", owner: "db/driver.ts" };

/** The room of a file in src/ or db/; null for what lies elsewhere. */
export function roomOf(path: string): string | null {
  if (ENTRIES.includes(path)) return "main";
  if (path.startsWith("db/")) return "db";
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

const floorOf = (room: string | null) => FLOORS.findIndex((rooms) => room !== null && rooms.includes(room));

/** An import with where it stands and where it leads. */
interface Edge {
  readonly from: string;
  readonly to: string | null;
  readonly line: number;
  readonly specifier: string | null;
  readonly isType: boolean;
}

/** What is wrong with one import, if anything. */
function faultOf({ from, to, specifier, isType }: Edge): string | null {
  const [room, target] = [roomOf(from), to === null ? null : roomOf(to)];
  if (specifier === null) return "a computed import cannot be checked";
  const isDriver = specifier === DRIVER.package || specifier.startsWith(`${DRIVER.package}/`);
  if (isDriver && !isType && from !== DRIVER.owner) return `only ${DRIVER.owner} loads ${DRIVER.package}`;
  if (room === "risk" && target !== "risk" && !(target === "platform" && isType)) {
    return "risk stands on itself and on types of platform alone";
  }
  if (to === null) return null;
  if (/^(?:test|bench)\//.test(to)) return "the product does not know its tests";
  if (target === null) return /^(?:src|db)\//.test(to) ? "it leads to no room" : null;
  return floorOf(target) > floorOf(room) ? `${target} lies above ${room}` : null;
}

function edgesOf(tree: Tree): Edge[] {
  return Object.entries(tree).flatMap(([from, source]) =>
    importsOf(source).map((each) => ({
      ...each,
      from,
      to: each.specifier === null ? null : resolveImport(from, each.specifier, tree),
    })),
  );
}

/** The graph of files, or of what `nameOf` makes of them; a null is left out, and so is what stays within one room. */
function circles(edges: readonly Edge[], nameOf: (path: string) => string | null, itself: boolean): string[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const [name, target] = [nameOf(from), to === null ? null : nameOf(to)];
    if (name === null || target === null || (name === target && !itself)) continue;
    graph.set(name, (graph.get(name) ?? new Set()).add(target));
  }
  return circlesOf(graph).map((circle) => circle.join(" -> "));
}

/** Everything in a tree that breaks the house's rules on who may import whom; empty if all is well. */
export function floorViolations(tree: Tree): string[] {
  const homeless = Object.keys(tree).filter((path) => floorOf(roomOf(path)) < 0);
  const edges = edgesOf(tree);
  const upward = edges.flatMap((edge) => {
    const fault = faultOf(edge);
    return fault === null ? [] : [`${edge.from}:${edge.line} imports ${edge.specifier ?? "?"}: ${fault}`];
  });
  return [
    ...homeless.map((path) => `${path} stands on no floor`),
    ...upward,
    ...circles(edges, roomOf, false).map((circle) => `rooms in a circle: ${circle}`),
    ...circles(edges, (path) => (path in tree ? path : null), true).map(
      (circle) => `files in a circle: ${circle}`,
    ),
  ];
}
