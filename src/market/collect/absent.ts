import type { IsoDate } from "../../platform/iso-date.ts";
import type { Calendar } from "../calendar/calendar.ts";
import type { SessionRange } from "./changes.ts";

/**
 * Sessions in runs of consecutive ones.
 * @param sessions Ascending.
 */
export function rangesOf(sessions: readonly IsoDate[], calendar: Calendar): readonly SessionRange[] {
  const ranges: { from: IsoDate; through: IsoDate }[] = [];
  for (const session of sessions) {
    const last = ranges.at(-1);
    if (last !== undefined && calendar.nextSession(last.through) === session) last.through = session;
    else ranges.push({ from: session, through: session });
  }
  return ranges;
}
