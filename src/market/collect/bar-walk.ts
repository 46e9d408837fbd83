import type { IsoDate } from "../../platform/iso-date.ts";
import type { Rebase, Replacement } from "../prices/replacement.ts";
import { isBackwards, type StoredBar, scaledBy } from "../prices/stored-series.ts";
import type { TradedBar } from "./as-traded.ts";
import type { Doubt, PriceChanges, Quarantined } from "./changes.ts";
import type { ReconcileContext } from "./context.ts";
import { sharesSince } from "./exact-split.ts";
import { type Adjusted, LARGE_MOVE, returnBetween, suspicionOf } from "./move.ts";
import { type Defect, examine } from "./quality.ts";
import type { Scaled } from "./scale.ts";
import { isSamePrice, mayCorrect, type SourcedBar, type Suspect } from "./stored-prices.ts";

/** Two providers agree on a close if they differ by no more than this, relative to it. */
const AGREEMENT = 0.01;
/** What rounding to whole shares hides, and a little for the arithmetic around it. */
const HALF_SHARE = 0.500001;
const FIELDS = ["close", "open", "high", "low", "volume"] as const;

type Base = Pick<Extract<Scaled, { readonly kind: "scaled" }>, "rebase" | "splits">;

/** The context, and the exchange's own day at the real now: no bar can be younger. */
type WalkContext = ReconcileContext & { readonly today: IsoDate };

/** Goes through an answer's bars, as traded and ascending, beside the stored ones, and decides on each. */
export class BarWalk {
  readonly delivered = new Set<IsoDate>();
  readonly #stored: readonly SourcedBar[];
  readonly #bySession: ReadonlyMap<IsoDate, SourcedBar>;
  readonly #suspects: ReadonlyMap<IsoDate, Suspect>;
  /** Sessions with a bar in quarantine that nobody has decided on. */
  readonly #doubted: ReadonlySet<IsoDate>;
  readonly #context: WalkContext;
  readonly #adjusted: readonly Adjusted[];
  readonly #inserts: StoredBar[] = [];
  readonly #corrections: Replacement[] = [];
  readonly #fills: Replacement[] = [];
  readonly #rebased = new Map<IsoDate, Replacement>();
  readonly #quarantined: Quarantined[] = [];
  readonly #doubts: Doubt[] = [];
  readonly #settled: IsoDate[] = [];
  #rebase: Rebase | null = null;
  /** The newest believed close before the row in hand. */
  #previous: { readonly session: IsoDate; readonly close: number } | null = null;
  #next = 0;

  constructor(
    stored: readonly SourcedBar[],
    suspects: readonly Suspect[],
    context: WalkContext,
    adjusted: readonly Adjusted[],
  ) {
    this.#stored = stored;
    this.#bySession = new Map(stored.map((bar) => [bar.session, bar]));
    this.#suspects = new Map(suspects.map((suspect) => [suspect.session, suspect]));
    const open = suspects.filter(({ status }) => status === "open");
    this.#doubted = new Set(open.map(({ session }) => session));
    this.#context = context;
    this.#adjusted = adjusted;
  }

  get changes(): Pick<
    PriceChanges,
    "inserts" | "corrections" | "fills" | "rebase" | "rebased" | "quarantined" | "doubts" | "settled"
  > {
    return {
      inserts: this.#inserts,
      corrections: this.#corrections,
      fills: this.#fills,
      rebase: this.#rebase,
      rebased: [...this.#rebased.values()],
      quarantined: this.#quarantined,
      doubts: this.#doubts,
      settled: this.#settled,
    };
  }

  step(row: TradedBar, { rebase, splits }: Base): void {
    this.#pass(row.session, rebase);
    const old = this.#bySession.get(row.session);
    const [into, from] = sharesSince(splits, row.session);
    const slack = (HALF_SHARE * from) / into;
    if (old === undefined) this.#new(row);
    else if (rebase !== null && row.session <= rebase.through)
      this.#toNewBase(old, row, rebase.factor, slack);
    else this.#again(old, row, slack);
  }

  /** Ends the walk: stored bars of a stretch that was on another base move with it, where the answer has none of them. */
  end({ rebase }: Base): void {
    const first = this.#stored[0];
    if (rebase === null || first === undefined) return;
    for (const old of this.#stored) {
      if (old.session > rebase.through || this.#rebased.has(old.session)) continue;
      this.#rebased.set(old.session, { old, bar: scaledBy(rebase.factor, old, "split_adjusted") });
    }
    this.#rebase = { factor: rebase.factor, from: first.session, through: rebase.through };
  }

  /** Stored bars before the row stand, and its move is held against the last of them. */
  #pass(session: IsoDate, rebase: Base["rebase"]): void {
    for (; this.#next < this.#stored.length; this.#next++) {
      const bar = this.#stored[this.#next] as SourcedBar;
      if (bar.session >= session) return;
      const factor = rebase !== null && bar.session <= rebase.through ? rebase.factor : 1;
      this.#believe({ session: bar.session, close: bar.close * factor });
    }
  }

  #believe(bar: { readonly session: IsoDate; readonly close: number }): void {
    if (this.#previous === null || bar.session > this.#previous.session) this.#previous = bar;
  }

  #new(row: TradedBar): void {
    const { lastSession, today, calendar } = this.#context;
    const { session } = row;
    // A session that is not over has a live price, which is no close. Pairs and coins trade to the end of their own day.
    if (session === today && calendar.id !== "XNYS") return;
    if (session > lastSession && session <= today) return;
    const suspect = this.#suspects.get(session);
    const isRejected = suspect?.status === "rejected" && suspect.close !== null && row.close !== null;
    if (isRejected && isSamePrice(suspect.close, row.close)) {
      this.delivered.add(session);
      return;
    }
    const { bar, defect } = examine(row, calendar, today);
    if (defect !== null) this.#quarantine(row, defect);
    if (bar !== null) this.#weigh(bar);
  }

  /** A bar that is good by itself: its move must be one that can be believed. */
  #weigh(bar: StoredBar): void {
    const { provider, doubts } = this.#context;
    const { session, close } = bar;
    this.delivered.add(session);
    const other = doubts.get(session);
    const isSeconded = other !== undefined && Math.abs(close / other.bar.close - 1) <= AGREEMENT;
    const { reason, change } = this.#suspicion(session, close);
    if (reason === "factor_100") {
      const detail = `the close ${close} is about a hundred times the one before, or a hundredth of it`;
      this.#quarantine(bar, { reason, detail });
    } else if (reason !== null && !isSeconded) {
      const before = this.#previous?.close ?? 0;
      const detail = `a move of ${(change * 100).toFixed(1)} % from ${before}, without a split, a dividend or the market`;
      this.#doubts.push({ provider, bar, detail });
    } else {
      if (other !== undefined && !isSeconded) {
        const detail = `${other.provider} says ${other.bar.close}, ${provider} says ${close}`;
        const contradicted = {
          bar: other.bar,
          provider: other.provider,
          reason: "contradicted",
          detail,
        } as const;
        this.#quarantined.push(contradicted);
      }
      this.#inserts.push(bar);
      this.#believe(bar);
    }
  }

  /** A session that is stored comes again: the same, corrected, or from a source that may not correct it. */
  #again(old: SourcedBar, row: TradedBar, slack: number): void {
    const { provider, calendar, today } = this.#context;
    this.delivered.add(old.session);
    const { bar, defect } = examine(row, calendar, today);
    if (defect !== null && defect.reason !== "null_price") this.#quarantine(row, defect);
    if (bar !== null && this.#doubted.has(old.session) && isSamePrice(bar.close, old.close))
      this.#settled.push(old.session);
    if (bar !== null && mayCorrect(provider, old.source)) this.#correct(old, bar, slack);
    this.#believe(old);
  }

  #correct(old: SourcedBar, bar: StoredBar, slack: number): void {
    const merged = mergedWith(old, bar, slack);
    const changed = FIELDS.filter((field) => merged[field] !== old[field]);
    if (changed.length === 0 || isBackwards(merged)) return;
    const { reason } = this.#suspicion(old.session, bar.close);
    if (changed.includes("close") && reason !== null) {
      const detail = `${bar.close} comes for a session whose stored close is ${old.close}, which stands`;
      this.#quarantine(bar, { reason: "contradicted", detail });
    } else if (changed.every((field) => old[field] === null)) this.#fills.push({ old, bar: merged });
    else this.#corrections.push({ old, bar: merged });
  }

  #toNewBase(old: SourcedBar, row: TradedBar, factor: number, slack: number): void {
    const scaled = scaledBy(factor, old, "split_adjusted");
    const { bar } = examine(row, this.#context.calendar, this.#context.today);
    const merged = bar === null ? scaled : mergedWith({ ...scaled, source: old.source }, bar, slack);
    this.delivered.add(old.session);
    this.#rebased.set(old.session, { old, bar: isBackwards(merged) ? scaled : merged });
    this.#believe(merged);
  }

  #suspicion(session: IsoDate, close: number) {
    if (this.#previous === null) return { reason: null, change: 0 };
    const change = returnBetween(this.#previous, { session, close }, this.#adjusted);
    // The market is looked up for the few moves that want a reason, not for every bar.
    const market = Math.abs(change) > LARGE_MOVE ? this.#context.marketReturn(session) : null;
    return { reason: suspicionOf(change, market), change };
  }

  #quarantine(bar: TradedBar, defect: Defect): void {
    this.delivered.add(bar.session);
    this.#quarantined.push({ bar, provider: this.#context.provider, ...defect });
  }
}

/**
 * The stored bar with a provider's values over it; a null never overwrites one, and arithmetic's dust changes none.
 * @param slack So far a volume may lie from the stored one and be the same: adjusted ones are rounded to whole shares.
 */
function mergedWith(old: SourcedBar, bar: StoredBar, slack: number): StoredBar {
  const isSameVolume =
    old.volume !== null && bar.volume !== null && Math.abs(old.volume - bar.volume) <= slack;
  const value = (was: number | null, is: number | null) =>
    is === null || (was !== null && isSamePrice(was, is)) ? was : is;
  return {
    session: old.session,
    close: isSamePrice(old.close, bar.close) ? old.close : bar.close,
    open: value(old.open, bar.open),
    high: value(old.high, bar.high),
    low: value(old.low, bar.low),
    volume: isSameVolume ? old.volume : value(old.volume, bar.volume),
  };
}
