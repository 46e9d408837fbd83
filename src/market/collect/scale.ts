import type { NetworkProvider } from "../../../db/schema/words.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";
import { splitRatio } from "../prices/number.ts";
import type { PriceAnswer } from "../providers/answer.ts";
import { asTraded, type TradedBar } from "./as-traded.ts";
import type { ReconcileContext } from "./context.ts";
import { type ExactSplit, logRatio, unionOf } from "./exact-split.ts";
import { commonOf, differsBySplit, isNear, segmentsOf } from "./overlap.ts";
import { mayCorrect, type SourcedBar, type StoredPrices } from "./stored-prices.ts";

/** Below this ratio, or above its inverse, a day's own move hides whether a split has been applied. */
const TELLING_RATIO = 1.3;
/** The end of an answer may lie this many sessions before now: a halt, a thin name. */
const REACH_SESSIONS = 5;
/** What never splits needs no proof that no split is missing. */
const UNSPLIT = new Set(["CURRENCY", "CRYPTOCURRENCY", "INDEX", "FUTURE"]);

/** An answer's bars as they traded, and how that is known. */
export type Scaled =
  | {
      readonly kind: "scaled";
      readonly bars: readonly TradedBar[];
      readonly splits: readonly ExactSplit[];
      /** Stored bars through this day are on a base that the whole history has proved wrong, by this factor (new over old). */
      readonly rebase: {
        readonly through: IsoDate;
        readonly factor: number;
        /** The day of a stored split that there never was; null if there is none. */
        readonly withdrawn: IsoDate | null;
      } | null;
      /** Bars before this day are not to be believed; null if all are. */
      readonly believedFrom: IsoDate | null;
      readonly warning: string | null;
    }
  | { readonly kind: "whole_needed"; readonly detail: string }
  | { readonly kind: "basis_unknown"; readonly detail: string };

/**
 * Finds the scale of an answer: which splits its prices have been adjusted for. Stored closes are the witness: they are as
 * traded and do not change. Where there are none, the answer must reach the present, and be smooth at every split.
 */
export function scaleOf(
  answer: PriceAnswer,
  listed: readonly ExactSplit[],
  stored: StoredPrices,
  context: ReconcileContext,
): Scaled {
  const known = stored.actions
    // Prices are adjusted for no split that is only announced.
    .filter(({ kind, status, exDate }) => kind === "split" && status !== "rejected" && exDate <= answer.today)
    .map(({ exDate, numerator, denominator }): ExactSplit => {
      return { exDate, ...splitRatio(numerator as number, denominator as number) };
    });
  const old = stored.basis === "as_traded" ? stored.bars : [];
  const union = old.length === 0 ? listed : unionOf(listed, known);
  const fine = (splits: readonly ExactSplit[], warning: string | null = null): Scaled => {
    const bars = asTraded(answer, splits);
    return { kind: "scaled", bars, splits, rebase: null, believedFrom: null, warning };
  };
  const isOther = stored.basis !== null && stored.basis !== "as_traded";
  // An answer without a bar has none that could be on a wrong basis.
  if (answer.bars.length === 0 && !isOther) return fine(union);
  if (old.length === 0) return ofNew(answer, union, context) ?? fine(union);
  for (const splits of [union, listed]) {
    const common = commonOf(asTraded(answer, splits), old);
    if (!differsBySplit(common, [...union, ...known])) {
      const denied = splits === union ? undefined : union.find((split) => !listed.includes(split));
      if (common.length > 0 || reaches(answer, context)) return fine(splits, denialOf(denied, context));
      return { kind: "basis_unknown", detail: "it has no session in common with what is stored" };
    }
  }
  if (!context.whole)
    return { kind: "whole_needed", detail: "its closes differ from the stored ones by a split's ratio" };
  return ofWhole(answer, listed, known, old, context.provider);
}

/** What an operator should know where stored closes fit an answer only without a split that is stored. */
function denialOf(denied: ExactSplit | undefined, { provider }: ReconcileContext): string | null {
  if (denied === undefined) return null;
  const { numerator, denominator, exDate } = denied;
  return `the split ${numerator}:${denominator} of ${exDate} is stored, but ${provider} does not list it and its prices are not adjusted by it`;
}

/** Whether the answer goes as far as prices go: then no later split can be missing from it. */
function reaches(
  { bars, lastTrade, type }: PriceAnswer,
  { calendar, lastSession }: ReconcileContext,
): boolean {
  if (type !== null && UNSPLIT.has(type)) return true;
  const last = bars.reduce<IsoDate | null>(
    (most, { day }) => (most === null || day > most ? day : most),
    null,
  );
  if (last === null) return false;
  if (calendar.countSessions(addDays(last, 1), lastSession) <= REACH_SESSIONS) return true;
  return lastTrade !== null && last >= lastTrade;
}

/** What keeps the answer of a symbol without bars of its own from being believed; null if nothing does. */
function ofNew(answer: PriceAnswer, splits: readonly ExactSplit[], context: ReconcileContext): Scaled | null {
  if (answer.basis === "as_traded") return null;
  if (!reaches(answer, context)) {
    const detail = "its bars end before the present, so that later splits may be missing from it";
    return { kind: "basis_unknown", detail };
  }
  const bars = asTraded(answer, splits);
  const rough = splits.find((split) => isSmoothAt(bars, split) === false);
  if (rough === undefined) return null;
  const { numerator, denominator, exDate } = rough;
  const detail = `the split ${numerator}:${denominator} of ${exDate} is listed, but the prices around it are not adjusted by it`;
  return { kind: "basis_unknown", detail };
}

/** Whether a series as traded falls at a split as it should; null if that cannot be told. */
function isSmoothAt(bars: readonly (TradedBar | SourcedBar)[], split: ExactSplit): boolean | null {
  const expected = Math.abs(logRatio(split));
  if (expected < Math.log(TELLING_RATIO)) return null;
  const good = bars.filter(({ close }) => close !== null && close > 0);
  const at = good.findIndex(({ session }) => session >= split.exDate);
  const [before, after] = [good[at - 1]?.close, good[at]?.close];
  if (before == null || after == null) return null;
  return Math.abs(Math.log(after / before) + logRatio(split)) < expected / 2;
}

/** Who is right, told by both whole histories: where they differ, and which of them is smooth at the splits in question. */
function ofWhole(
  answer: PriceAnswer,
  listed: readonly ExactSplit[],
  known: readonly ExactSplit[],
  old: readonly SourcedBar[],
  provider: NetworkProvider,
): Scaled {
  const bars = asTraded(answer, listed);
  const all = unionOf(listed, known);
  const segments = segmentsOf(
    commonOf(bars, old),
    all.map(({ exDate }) => exDate),
  );
  const differing = segments.filter(({ ratio }) => ratio !== 1);
  const last = differing.at(-1);
  if (last === undefined) {
    return { kind: "scaled", bars, splits: listed, rebase: null, believedFrom: null, warning: null };
  }
  const factor = last.ratio;
  const cause = all.find(({ exDate }) => exDate > last.through);
  const isOneFactor = differing.every(({ ratio }) => ratio !== null && isNear(ratio, factor ?? 1));
  if (cause === undefined || !isOneFactor || factor === null) {
    const detail = "its whole history differs from the stored one, and no split explains it";
    return { kind: "basis_unknown", detail };
  }
  const { numerator, denominator, exDate } = cause;
  const name = `the split ${numerator}:${denominator} of ${exDate}`;
  const later = old.filter(({ session }) => session >= exDate);
  const continued = [
    ...old.filter(({ session }) => session < exDate),
    ...(later.length > 0 ? later : bars.filter(({ session }) => session >= exDate)),
  ];
  const [isNewSmooth, isOldSmooth] = [isSmoothAt(bars, cause), isSmoothAt(continued, cause)];
  const isListed = listed.some((split) => split.exDate === exDate);
  const isBetter = old.every(({ source }) => mayCorrect(provider, source));
  if (isNewSmooth === true && isOldSmooth !== true && isBetter) {
    const rebase = { through: last.through, factor: 1 / factor, withdrawn: isListed ? null : exDate };
    const warning = `${name} was ${isListed ? "missing from" : "wrongly in"} the stored history, which is replaced`;
    return { kind: "scaled", bars, splits: listed, rebase, believedFrom: null, warning };
  }
  if (isOldSmooth === true && isListed) {
    const warning = `${name} is listed, but older prices are not adjusted by it as they should; the stored ones stand`;
    return { kind: "scaled", bars, splits: all, rebase: null, believedFrom: exDate, warning };
  }
  return { kind: "basis_unknown", detail: `its prices before ${exDate} contradict the stored ones` };
}
