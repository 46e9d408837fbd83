import type { IsoDate } from "../../platform/iso-date.ts";
import { constantFactor, type Overlap, REBASE_MIN_OVERLAP } from "./rebase.ts";
import { type Bar, isoOf } from "./series.ts";
import type { StoredBar } from "./stored-series.ts";

/** A day of the series as it would be after the import: from the file, from what is stored, or from both. */
interface Place {
  readonly session: IsoDate;
  readonly kind: "stored" | "file" | "both";
}

/**
 * Finds the first stored bar that the file lacks and that would stand beside bars of the file on another base: the return
 * over that seam would be wrong. What the bases are is told by the common sessions around the seam; most of them must
 * have moved by one factor, so that a bad print among them hides nothing.
 * @param bars The file's bars, by day. `stored` likewise; no single factor leads from the one to the other.
 */
export function brokenSeam(bars: readonly Bar[], stored: readonly StoredBar[]): IsoDate | null {
  const byDay = new Map(bars.map((bar) => [isoOf(bar.day), bar]));
  const common: Overlap[] = [];
  const commonAt: number[] = [];
  const places = placesOf(bars, stored, byDay);
  const closes = new Map(stored.map((bar) => [bar.session, bar.close]));
  for (const [at, { session, kind }] of places.entries()) {
    if (kind !== "both") continue;
    common.push({ old: closes.get(session) as number, new: (byDay.get(session) as Bar).close });
    commonAt.push(at);
  }
  if (common.every((pair) => pair.old === pair.new)) return null;
  const addsBars = places.some((place) => place.kind === "file");
  for (let at = 1; at < places.length; at++) {
    const [before, after] = [places[at - 1] as Place, places[at] as Place];
    if ((before.kind === "stored") === (after.kind === "stored")) continue;
    if (hasMoved(nearest(common, commonAt, at), addsBars)) {
      return before.kind === "stored" ? before.session : after.session;
    }
  }
  return null;
}

function placesOf(
  bars: readonly Bar[],
  stored: readonly StoredBar[],
  byDay: ReadonlyMap<IsoDate, Bar>,
): readonly Place[] {
  const isStored = new Set(stored.map((bar) => bar.session));
  const places: Place[] = stored.map(({ session }) => ({
    session,
    kind: byDay.has(session) ? "both" : "stored",
  }));
  for (const bar of bars) {
    const session = isoOf(bar.day);
    if (!isStored.has(session)) places.push({ session, kind: "file" });
  }
  return places.sort((a, b) => (a.session < b.session ? -1 : 1));
}

/** The five common sessions nearest to a place, fewer if there are no more. */
function nearest(common: readonly Overlap[], commonAt: readonly number[], place: number): readonly Overlap[] {
  let to = commonAt.findIndex((at) => at >= place);
  if (to === -1) to = common.length;
  let from = to;
  while (to - from < REBASE_MIN_OVERLAP && (from > 0 || to < common.length)) {
    const left = from > 0 ? place - (commonAt[from - 1] as number) : Number.POSITIVE_INFINITY;
    const right = to < common.length ? (commonAt[to] as number) - place : Number.POSITIVE_INFINITY;
    if (left <= right) from -= 1;
    else to += 1;
  }
  return common.slice(from, to);
}

/** A single common bar that changed is a correction, unless the file goes on from it. */
function hasMoved(near: readonly Overlap[], addsBars: boolean): boolean {
  if (near.length === 1 && !addsBars) return false;
  const majority = Math.floor(near.length / 2) + 1;
  const changed = near.filter((pair) => pair.old !== pair.new).sort((a, b) => a.new / a.old - b.new / b.old);
  for (let from = 0; from + majority <= changed.length; from++) {
    if (constantFactor(changed.slice(from, from + majority), 1) !== null) return true;
  }
  return false;
}
