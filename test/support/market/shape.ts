function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/**
 * Where a made value has what the real one has not; a null is of every type.
 * @param path What the value is called in the words of it.
 */
export function strange(made: unknown, real: unknown, path: string): string[] {
  const [kind, wanted] = [kindOf(made), kindOf(real)];
  if (kind === "null" || wanted === "null") return [];
  if (kind !== wanted) return [`${path}: ${kind} instead of ${wanted}`];
  if (Array.isArray(made) && Array.isArray(real)) {
    return real.length === 0 ? [] : made.flatMap((each, at) => farFromAll(each, real, `${path}[${at}]`));
  }
  if (kind !== "object") return [];
  const [ours, theirs] = [made as Record<string, unknown>, real as Record<string, unknown>];
  return Object.keys(ours).flatMap((key) =>
    key in theirs ? strange(ours[key], theirs[key], `${path}.${key}`) : [`${path}.${key}: unknown`],
  );
}

/** An element of a list is like one of the real ones at least. */
function farFromAll(made: unknown, real: readonly unknown[], path: string): string[] {
  const [nearest = []] = real.map((each) => strange(made, each, path)).sort((a, b) => a.length - b.length);
  return nearest;
}
