import type { ErrorCode } from "../../platform/errors.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { PhaseContext } from "./context.ts";

/** Faults after which a run cannot go on: nothing could be stored, or whoever runs it wants it to stop. */
const ENDING: ReadonlySet<ErrorCode> = new Set([
  "interrupted",
  "busy",
  "storage_full",
  "database_damaged",
  "database_unwritable",
  "not_a_database",
  "schema_newer",
  "schema_older",
  "schema_changed",
  "addon_unloadable",
]);

/** Whether a fault is of what was worked on, and not one after which a run cannot go on. */
export function isOfItems(fault: unknown): fault is Error {
  return fault instanceof Error && !(fault instanceof NightdeskError && ENDING.has(fault.code));
}

/**
 * Results of many items, a null for each that cannot be had. What fails together is halved until it is known which one it
 * is, so that it takes no other with it.
 * @param failed Told of each item that fails by itself.
 * @throws whatever ends a run, and the signal's reason once it is to stop.
 */
export async function isolated<Item, Result>(
  { journal }: PhaseContext,
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  failed: (item: Item, fault: Error) => Promise<void>,
): Promise<readonly (Result | null)[]> {
  const of = async (part: readonly Item[]): Promise<readonly (Result | null)[]> => {
    journal.throwIfStopped();
    try {
      return await work(part);
    } catch (fault) {
      journal.throwIfStopped();
      if (!isOfItems(fault)) throw fault;
      if (part.length > 1) {
        const half = part.length >> 1;
        return [...(await of(part.slice(0, half))), ...(await of(part.slice(half)))];
      }
      for (const item of part) await failed(item, fault);
      return part.map(() => null);
    }
  };
  return items.length === 0 ? [] : of(items);
}
