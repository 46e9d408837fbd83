import type { Duty } from "../compute/duty.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** A snapshot that has not all of its positions. */
export interface IncompleteSnapshot {
  readonly portfolio: string;
  readonly session: IsoDate;
}

const INCOMPLETE = `
  SELECT p.public_id AS portfolio, s.session FROM snapshot s JOIN portfolio p ON p.id = s.portfolio_id
  WHERE s.position_count <> (SELECT count(*) FROM snapshot_position i
    WHERE i.portfolio_id = s.portfolio_id AND i.session = s.session AND i.quantity <> 0)
  ORDER BY p.name, s.session`;

/**
 * Snapshots that were left half-written. A snapshot and its positions are one transaction, and nothing is entered before it is
 * whole, so that there are none, unless the file has been written by something else.
 */
export const incompleteDuty: Duty<null, readonly IncompleteSnapshot[]> = {
  name: "incomplete",
  answer: (db) => db.prepare(INCOMPLETE).all() as IncompleteSnapshot[],
};
