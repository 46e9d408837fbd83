import type { IsoDate } from "../../platform/iso-date.ts";
import type { PriceAnswer } from "../providers/answer.ts";
import { rangesOf } from "./absent.ts";
import { actionPuts } from "./action-puts.ts";
import { BarWalk } from "./bar-walk.ts";
import type { PriceChanges, Reconciled } from "./changes.ts";
import type { ReconcileContext } from "./context.ts";
import { tradedDividends } from "./dividend-terms.ts";
import { exactSplit } from "./exact-split.ts";
import type { Adjusted } from "./move.ts";
import { type Scaled, scaleOf } from "./scale.ts";
import type { StoredAction, StoredPrices } from "./stored-prices.ts";

/** A series on another basis is set aside for one that has at least this share of its bars. */
const LEAST_SHARE = 0.9;

/**
 * Holds a provider's answer against what is stored of its symbol, and says what is to be stored of it. Pure: the same
 * answer, series and context give the same changes.
 */
export function reconcile(given: PriceAnswer, stored: StoredPrices, context: ReconcileContext): Reconciled {
  const { today } = given;
  const isAsked = (day: IsoDate) => day >= given.from;
  const answer = { ...given, bars: given.bars.filter(({ day }) => isAsked(day)) };
  const listed = answer.splits
    .filter(({ exDate }) => isAsked(exDate) && exDate <= today)
    .flatMap((split) => exactSplit(split) ?? []);
  const scaled = scaleOf(answer, listed, stored, context);
  if (scaled.kind !== "scaled") return scaled;
  const { believedFrom } = scaled;
  // A series on another basis gives way to a better one, never to an answer without a bar.
  const setsAside = stored.basis !== null && stored.basis !== "as_traded" && answer.bars.length > 0;
  const kept = setsAside ? stored.actions.filter(({ decided }) => decided) : stored.actions;
  const dividends = tradedDividends(answer, scaled.splits).filter(
    ({ exDate }) => isAsked(exDate) && exDate <= today && (believedFrom === null || exDate >= believedFrom),
  );
  const put = actionPuts(listed, dividends, kept, context.provider);
  const replaced = new Set(put.map(({ terms }) => `${terms.kind} ${terms.exDate}`));
  const standing = kept.filter(({ kind, exDate }) => !replaced.has(`${kind} ${exDate}`));
  const walk = new BarWalk(
    setsAside ? [] : stored.bars,
    stored.suspects,
    { ...context, today },
    adjustedBy([...standing, ...put.map(({ terms, status }) => ({ ...terms, status }))]),
  );
  for (const row of scaled.bars)
    if (believedFrom === null || row.session >= believedFrom) walk.step(row, scaled);
  walk.end(scaled);
  if (setsAside && walk.changes.inserts.length < stored.others * LEAST_SHARE) {
    const detail = `it has ${walk.changes.inserts.length} good bars, and ${stored.others} are stored on another basis`;
    return { kind: "basis_unknown", detail };
  }
  const changes: PriceChanges = {
    ...walk.changes,
    facts: { currency: answer.currency, type: answer.type, firstTrade: answer.firstTrade },
    setsAside,
    actions: { put, removed: removedBy(scaled, setsAside, stored, kept) },
    absent: rangesOf(absentIn(answer, stored, walk.delivered, context), context.calendar),
    warnings: scaled.warning === null ? [] : [scaled.warning],
  };
  return { kind: "agreed", changes };
}

function removedBy(
  { rebase }: Scaled & { readonly kind: "scaled" },
  setsAside: boolean,
  { actions }: StoredPrices,
  kept: readonly StoredAction[],
): readonly StoredAction[] {
  if (setsAside) return actions.filter((action) => !kept.includes(action));
  return actions.filter(({ kind, exDate }) => kind === "split" && exDate === rebase?.withdrawn);
}

/** What actions do to a share's worth, one entry a day, ascending. */
function adjustedBy(
  actions: readonly Pick<
    StoredAction,
    "kind" | "exDate" | "numerator" | "denominator" | "amount" | "status"
  >[],
): readonly Adjusted[] {
  const byDay = new Map<IsoDate, { split: number; dividend: number }>();
  for (const { kind, exDate, numerator, denominator, amount, status } of actions) {
    if (status === "rejected") continue;
    const day = byDay.get(exDate) ?? { split: 1, dividend: 0 };
    byDay.set(
      exDate,
      kind === "split"
        ? { ...day, split: (numerator as number) / (denominator as number) }
        : { ...day, dividend: amount as number },
    );
  }
  return [...byDay]
    .map(([exDate, day]) => ({ exDate, ...day }))
    .sort((a, b) => (a.exDate < b.exDate ? -1 : 1));
}

/**
 * Wanted sessions that the answer covers and has no bar of, though it has a later one: an empty answer says nothing. Where
 * single days were asked for, a later stored bar does as well.
 */
function absentIn(
  answer: PriceAnswer,
  { bars }: StoredPrices,
  delivered: ReadonlySet<IsoDate>,
  { wanted, calendar }: ReconcileContext,
): readonly IsoDate[] {
  if (calendar.id === "foreign") return [];
  const ends = [...answer.bars.filter(({ close }) => close !== null).map(({ day }) => day)];
  const stored = answer.days === null ? "" : (bars.at(-1)?.session ?? "");
  const newest = [...ends, stored].sort().at(-1) ?? "";
  const firstTrade = answer.firstTrade ?? answer.from;
  return wanted.filter(
    (session) =>
      !delivered.has(session) &&
      session >= answer.from &&
      session >= firstTrade &&
      session < newest &&
      (answer.days === null || answer.days.has(session)),
  );
}
