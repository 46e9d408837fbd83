import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Calendar } from "../calendar/calendar.ts";
import type { Doubt } from "./changes.ts";

/** What an answer is held against. */
export interface ReconcileContext {
  readonly provider: NetworkProvider;
  readonly calendar: Calendar;
  /** The newest session that is over at the real now. */
  readonly lastSession: IsoDate;
  /** Whether the answer has the symbol's whole history. */
  readonly whole: boolean;
  /** The sessions that are missing, ascending. */
  readonly wanted: readonly IsoDate[];
  /** The market's own return of a session, as a decimal; null if it is not known. */
  readonly marketReturn: (session: IsoDate) => number | null;
  /** Bars of another provider that wait for this one's word, by session. */
  readonly doubts: ReadonlyMap<IsoDate, Doubt>;
}
