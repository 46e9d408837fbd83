import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import type { SymbolName } from "../symbol.ts";

/** What comes round every so many sessions, so that a part of the universe has its turn each night. */
export const WEEK_SESSIONS = 5;
export const MONTH_SESSIONS = 21;

/** FNV-1a, 32 bits: spreads symbols evenly whatever their names are. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function spread(symbol: SymbolName): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < symbol.length; at++) hash = Math.imul(hash ^ symbol.charCodeAt(at), FNV_PRIME);
  return hash >>> 0;
}

/**
 * The last session on or before another at which a symbol had its turn. A turn that was missed is made up on any later
 * night: who was last asked before it is due.
 * @param every The sessions from one turn to the next.
 */
export function lastTurn(symbol: SymbolName, session: IsoDate, every: number): IsoDate {
  const xnys = calendarOf("XNYS");
  const ordinal = xnys.ordinalOf(xnys.sessionOnOrBefore(session));
  const since = (ordinal + (spread(symbol) % every)) % every;
  return xnys.sessionAt(Math.max(0, ordinal - since));
}
