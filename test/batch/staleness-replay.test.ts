import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { Basis } from "../../db/schema/words.ts";
import type { PriceChange } from "../../src/batch/plan-state.ts";
import { SnapshotStaleness, StatisticsStaleness } from "../../src/batch/staleness.ts";
import { estimateSymbols } from "../../src/compute/estimate-symbols.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { allocatePanel, Panel, panelRow } from "../../src/market/panel/panel.ts";
import { fillReturns } from "../../src/market/panel/returns.ts";
import { changedRuns } from "../../src/market/prices/change-marks.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import type { IsoDate } from "../../src/platform/iso-date.ts";
import type { Lot } from "../../src/portfolio/portfolio.ts";
import type { Dividend, PriceHistory, Split } from "../../src/portfolio/price-history.ts";
import { Replay } from "../../src/portfolio/replay.ts";
import { inputsOf } from "../portfolio/books.ts";
import { bookOf, booksOf, day, days, lotOf, SESSIONS } from "./made-state.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const INCEPTION = 6;
const END = 34;

/** The closes of a symbol by day. */
type Closes = ReadonlyMap<IsoDate, number>;

const sorted = (closes: Closes): IsoDate[] => [...closes.keys()].sort();

/** The marks that turning one series into another leaves; all of it if what changes quantities or cash has changed. */
function marksOf(before: Closes, after: Closes, isWhole: boolean): PriceChange[] {
  const changed = [...after]
    .filter(([session, close]) => before.get(session) !== close)
    .map(([session]) => session);
  const runs = changedRuns(sorted(after), new Set(isWhole ? after.keys() : changed));
  const kind = isWhole ? "actions" : "closes";
  return runs.map((run, at) => ({ id: at + 1, symbol: "AAA", kind, ...run }) as PriceChange);
}

/** What acts on quantities and cash. */
interface Actions {
  readonly splits: readonly Split[];
  readonly dividends: readonly Dividend[];
}
const NO_ACTIONS: Actions = { splits: [], dividends: [] };

function historyOf(
  closes: Closes,
  actions: Actions,
  terms: Pick<PriceHistory, "basis" | "calendar">,
): PriceHistory {
  const all = sorted(closes);
  return {
    symbol: "AAA",
    ...terms,
    ...actions,
    isFund: false,
    unconfirmed: [],
    adjustments: [],
    opens: new Map(),
    days: all,
    closes: all.map((each) => closes.get(each) as number),
  };
}

/** A portfolio's snapshots, with their positions, from the inception through the last session of these tests. */
function snapshotsOf(lots: readonly Lot[], history: PriceHistory): readonly string[] {
  const histories = new Map(history.days.length === 0 ? [] : [["AAA", history] as const]);
  const replay = new Replay(inputsOf(bookOf(1, day(INCEPTION)), lots, histories, day(END)));
  return Array.from(replay.sessions(days(INCEPTION, END)), (each) => JSON.stringify(each));
}

/** A series before and after a change, and the lots that may feel it. */
interface Drawn {
  readonly lots: readonly Lot[];
  readonly before: Closes;
  readonly after: Closes;
  readonly terms: Pick<PriceHistory, "basis" | "calendar">;
}

const close = fc.integer({ min: 500, max: 2_000 }).map((cents) => cents / 100);

const drawn: fc.Arbitrary<Drawn> = fc.constantFrom("XNYS" as const, "everyday" as const).chain((calendar) => {
  const all = calendarOf(calendar).sessionsBetween(day(0), day(END));
  const dates = calendarOf("everyday").sessionsBetween(day(0), day(END));
  const bases = fc.constantFrom(day(1), day(INCEPTION), day(20));
  const lot = fc
    .tuple(fc.constantFrom(...dates), fc.nat({ max: 30 }), fc.boolean(), bases)
    .map(([opened, held, isOpen, basisDate]) => {
      const closed = dates[dates.indexOf(opened) + 1 + held];
      const made = lotOf("AAA", opened, !isOpen && closed !== undefined ? closed : null);
      return { ...made, events: made.events.map((event) => ({ ...event, basisDate })) };
    });
  const bars = fc
    .subarray(all)
    .chain((some) => fc.tuple(...some.map((each) => close.map((price) => [each, price] as const))));
  const changes = fc.array(fc.tuple(fc.constantFrom(...all), close), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(
      fc.array(lot, { minLength: 1, maxLength: 3 }),
      bars,
      changes,
      fc.constantFrom<Basis>("as_traded", "total_return"),
    )
    .map(([lots, first, later, basis]) => ({
      lots: lots.map((each, at) => ({ ...each, id: at + 1, lotNo: at + 1 })),
      before: new Map(first),
      after: new Map([...first, ...later]),
      terms: { basis, calendar },
    }));
});

/** The places of the sessions whose snapshots differ, though no change is said to reach them. */
function missed(
  lots: readonly Lot[],
  marks: readonly PriceChange[],
  before: PriceHistory,
  after: PriceHistory,
) {
  const staleness = new SnapshotStaleness(booksOf(day(INCEPTION), lots), marks);
  const [old, now] = [snapshotsOf(lots, before), snapshotsOf(lots, after)];
  const differing = old.flatMap((each, at) => (each === now[at] ? [] : [INCEPTION + at]));
  return { differing, missed: differing.filter((at) => !staleness.isStale(day(at), 0)) };
}

describe("no snapshot changes that is not told to be stale", () => {
  test("whatever closes are corrected or come late, of whatever lots", () => {
    let felt = 0;
    fc.assert(
      fc.property(drawn, ({ lots, before, after, terms }) => {
        const of = (closes: Closes) => historyOf(closes, NO_ACTIONS, terms);
        const made = missed(lots, marksOf(before, after, false), of(before), of(after));
        felt += made.differing.length;
        expect(made.missed).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(felt).toBeGreaterThan(400);
  });

  test("whatever dividends and splits change, of lots that are held or gone", () => {
    const places = fc.uniqueArray(fc.integer({ min: 1, max: END }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(drawn, places, ({ lots, after, terms }, [first = 1, ...others]) => {
        fc.pre(after.size > 0);
        const actions: Actions = {
          splits: [{ exDate: day(first), numerator: 2, denominator: 1 }],
          dividends: others.map((at) => ({ exDate: day(at), amount: 0.5 })),
        };
        const [plain, acted] = [historyOf(after, NO_ACTIONS, terms), historyOf(after, actions, terms)];
        // Actions come in with bars, so none is earlier than the first.
        fc.pre([first, ...others].every((at) => day(at) >= (plain.days[0] as IsoDate)));
        expect(missed(lots, marksOf(after, after, true), plain, acted).missed).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("a dividend of a lot that was opened before the first bar and is closed", () => {
    const lots = [lotOf("AAA", day(INCEPTION), day(20))];
    const closes: Closes = new Map(days(10, END).map((session) => [session, 10]));
    const terms = { basis: "as_traded", calendar: "XNYS" } as const;
    const acted = { splits: [], dividends: [{ exDate: day(15), amount: 0.5 }] };
    const made = missed(
      lots,
      marksOf(closes, closes, true),
      historyOf(closes, NO_ACTIONS, terms),
      historyOf(closes, acted, terms),
    );
    expect(made.differing).toEqual(days(15, END).map((session) => SESSIONS.indexOf(session)));
    expect(made.missed).toEqual([]);
  });
});

describe("no statistic changes that is not told to be stale", () => {
  const axis = days(0, 330);
  const symbols = ["AAA", "SPY"].map(parseSymbol);

  /** The hash of all statistics of AAA at each session. */
  function inputsOf(closes: Closes): string[] {
    const memory = allocatePanel({ symbols, sessions: axis });
    for (const row of symbols.keys())
      panelRow({ symbols, sessions: axis }, memory, row).returns.fill(Number.NaN);
    const aligned = Float64Array.from(axis, (session) => closes.get(session) ?? Number.NaN);
    fillReturns(axis, aligned, [], "total_return", panelRow({ symbols, sessions: axis }, memory, 0));
    const panel = new Panel({ symbols, sessions: axis }, memory);
    return estimateSymbols(
      panel,
      axis.map((_, at) => ({ row: 0, at })),
    ).map(({ inputs }) => inputs);
  }

  test("nor is any told to be whose window holds none of the returns", () => {
    const place = fc.integer({ min: 1, max: 60 });
    const holes = fc.uniqueArray(fc.integer({ min: 0, max: 70 }), { maxLength: 40 });
    fc.assert(
      fc.property(place, holes, close, (at, missing, price) => {
        const before = new Map(
          axis.filter((_, t) => !missing.includes(t)).map((session, t) => [session, 30 + (t % 7)]),
        );
        const after = new Map([...before, [day(at), price] as const]);
        const staleness = new StatisticsStaleness(marksOf(before, after, false));
        const [old, now] = [inputsOf(before), inputsOf(after)];
        const differing = axis.filter((_, t) => old[t] !== now[t]);
        const stale = axis.filter((session) => staleness.isStale(new Set(["AAA"]), session, 0));
        expect(stale).toEqual(axis.slice(at, at + 253));
        expect(differing.filter((session) => !stale.includes(session))).toEqual([]);
        // A close between two others is in two returns, so that not one of the sessions is told in vain.
        const isWhole = [at - 1, at, at + 1].every((t) => !missing.includes(t));
        if (isWhole) expect(stale).toEqual(differing);
      }),
      { numRuns: 60 },
    );
  });
});
