import type { DerivedRows, Provenance } from "../../db/bulk/derived.ts";
import { DONE, type StepEnd, UNCHANGED } from "./step.ts";

/** What became of a result: the first of its kind, the same inputs as the stored one, or another in its place. */
export type Stored = "new" | "unchanged" | "replaced";

/** How a unit ends whose result has become that. */
export const endOf = (stored: Stored): StepEnd => (stored === "unchanged" ? UNCHANGED : DONE);

/**
 * What is to become of a result. A row that was made from the same inputs by the same method is confirmed and not written.
 * @param seen The newest price change that the result reflects.
 */
export function weigh(
  rows: DerivedRows,
  key: readonly (string | number)[],
  { method, inputs }: Provenance,
  seen: number,
): Stored {
  const current = rows.find(...key);
  if (current === null) return "new";
  if (current.inputs !== inputs || current.method !== method) return "replaced";
  rows.confirm(seen, ...key);
  return "unchanged";
}
