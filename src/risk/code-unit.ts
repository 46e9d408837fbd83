/** Order of names by code unit: sums run in it, so that no order of positions and no locale changes a bit. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
