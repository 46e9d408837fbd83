import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { actionPuts } from "../../../src/market/collect/action-puts.ts";
import type { PriceChanges, Reconciled } from "../../../src/market/collect/changes.ts";
import { reconcile } from "../../../src/market/collect/reconcile.ts";
import type { SourcedBar, StoredAction, StoredPrices } from "../../../src/market/collect/stored-prices.ts";
import type { AnswerBar, PriceAnswer } from "../../../src/market/providers/answer.ts";
import {
  contextOf,
  day,
  emptyAnswer,
  type History,
  history,
  madeHistory,
  rendered,
  split,
  stored,
  storedBars,
  storedSplit,
} from "./made-answer.ts";

function changesOf(result: Reconciled): PriceChanges {
  if (result.kind !== "agreed") throw new Error(result.detail);
  return result.changes;
}

/** What is stored once an answer's changes are. */
function applied(before: StoredPrices, changes: PriceChanges, source: SourcedBar["source"]): StoredPrices {
  const bars = new Map(before.bars.map((bar) => [bar.session, bar]));
  for (const bar of changes.inserts) bars.set(bar.session, { ...bar, source });
  for (const { bar } of [...changes.corrections, ...changes.fills, ...changes.rebased])
    bars.set(bar.session, { ...bar, source });
  const put = changes.actions.put.map(
    ({ terms, status }): StoredAction => ({ ...terms, status, source, decided: false }),
  );
  const kept = before.actions.filter(
    ({ kind, exDate }) => !put.some((each) => each.kind === kind && each.exDate === exDate),
  );
  return {
    ...before,
    basis: bars.size === 0 ? null : "as_traded",
    bars: [...bars.values()].sort((a, b) => (a.session < b.session ? -1 : 1)),
    actions: [...kept, ...put].sort((a, b) => (a.exDate < b.exDate ? -1 : 1)),
  };
}

const NOTHING = {
  inserts: [],
  corrections: [],
  fills: [],
  rebase: null,
  rebased: [],
  setsAside: false,
  actions: { put: [], removed: [] },
  quarantined: [],
  doubts: [],
  settled: [],
  absent: [],
  warnings: [],
} as const;

/** Any answer about a history: some of its values are missing, some off by a little, and a dividend somewhere. */
const holey = (made: History) =>
  fc.array(
    fc.record({
      gone: fc.subarray(["open", "high", "low", "volume"] as const),
      drift: fc.constantFrom(1, 1, 1, 1.001, 0.998),
    }),
    { minLength: made.closes.length, maxLength: made.closes.length },
  );

function withHoles(
  answer: PriceAnswer,
  holes: readonly { readonly gone: readonly (keyof AnswerBar)[]; readonly drift: number }[],
): PriceAnswer {
  const bars = answer.bars.map((bar, at): AnswerBar => {
    const { gone = [], drift = 1 } = holes[at] ?? {};
    const without = Object.fromEntries(gone.map((field) => [field, null]));
    return { ...bar, close: bar.close === null ? null : Math.fround(bar.close * drift), ...without };
  });
  return { ...answer, bars };
}

const anyAnswer = history.chain((made) =>
  fc.tuple(fc.constant(made), holey(made), fc.nat({ max: made.closes.length - 6 })),
);

test("what has been stored of an answer is not changed by the same answer again", () => {
  fc.assert(
    fc.property(anyAnswer, ([made, holes, until]) => {
      const context = contextOf(made.closes.length);
      const answer = withHoles(rendered(made, { from: Math.max(0, until - 5) }), holes);
      const before = stored(
        storedBars(made, until),
        made.splits.filter(({ exDate }) => exDate < day(until)),
      );
      const first = changesOf(reconcile(answer, before, context));
      expect(first.inserts).toHaveLength(made.closes.length - until);
      const { facts: _, ...second } = changesOf(reconcile(answer, applied(before, first, "yahoo"), context));
      expect(second).toEqual(NOTHING);
    }),
  );
});

test("a null never takes the place of a value", () => {
  fc.assert(
    fc.property(anyAnswer, ([made, holes]) => {
      const before = stored(storedBars(made, made.closes.length), made.splits);
      const { corrections, fills, rebased } = changesOf(
        reconcile(withHoles(rendered(made), holes), before, contextOf(made.closes.length)),
      );
      for (const { old, bar } of [...corrections, ...fills, ...rebased])
        for (const field of ["close", "open", "high", "low", "volume"] as const)
          expect(old[field] !== null && bar[field] === null).toBe(false);
    }),
  );
});

test("a value fills a null, and is no correction", () => {
  const made = madeHistory(100, new Array<number>(10).fill(0), []);
  const bars = storedBars(made, 10).map((bar) => ({ ...bar, open: null, volume: null }));
  const { fills, corrections } = changesOf(reconcile(rendered(made), stored(bars), contextOf(10)));
  expect(corrections).toEqual([]);
  expect(fills.map(({ bar }) => [bar.open, bar.volume])).toEqual(bars.map(() => [100, 1_000_000]));
});

test("an empty answer changes nothing, and says nothing to be absent that nobody wants", () => {
  fc.assert(
    fc.property(history, fc.boolean(), (made, isKnown) => {
      const sessions = made.closes.length;
      const before = isKnown ? stored(storedBars(made, sessions), made.splits) : stored([]);
      const { facts, ...changes } = changesOf(
        reconcile(emptyAnswer(0, sessions - 1), before, contextOf(sessions)),
      );
      expect(changes).toEqual(NOTHING);
      expect(facts.firstTrade).toBeNull();
    }),
  );
});

describe("who may correct whom", () => {
  const made = madeHistory(100, new Array<number>(10).fill(0), []);
  const off = { closes: made.closes.map((close, at) => (at === 4 ? close + 1 : close)), splits: [] };
  const corrected = (source: SourcedBar["source"], provider: "yahoo" | "yahooquery" | "polygon" | "fmp") => {
    const bars = storedBars(made, 10).map((bar) => ({ ...bar, source }));
    const { corrections } = changesOf(reconcile(rendered(off), stored(bars), contextOf(10, { provider })));
    return corrections.map(({ bar }) => bar.close);
  };

  test.each([
    ["import", "yahoo", false],
    ["yahoo", "polygon", false],
    ["yahoo", "fmp", false],
    ["polygon", "fmp", false],
    ["yahoo", "yahoo", true],
    ["yahoo", "yahooquery", true],
    ["yahooquery", "yahoo", true],
    ["polygon", "yahoo", true],
    ["fmp", "polygon", true],
  ] as const)("a bar of %s by %s: %p", (source, provider, may) => {
    expect(corrected(source, provider)).toEqual(may ? [101] : []);
  });

  test("no bar of a better source is touched, whatever a worse one says", () => {
    fc.assert(
      fc.property(anyAnswer, ([made, holes]) => {
        const before = stored(storedBars(made, made.closes.length), made.splits);
        const answer = withHoles(rendered(made), holes);
        const context = contextOf(made.closes.length, { provider: "polygon" });
        const { corrections, fills, rebased, actions } = changesOf(reconcile(answer, before, context));
        expect([...corrections, ...fills, ...rebased, ...actions.put, ...actions.removed]).toEqual([]);
      }),
    );
  });
});

describe("actions", () => {
  const told = (number: number) => split(number, 10, 1);

  test("a split told for two days near by counts in quantities once an operator has said which", () => {
    // Polygon's list has SHOP's 10:1 of 2022-06-29 for the 22nd as well.
    const put = actionPuts([told(5), told(9)], [], [], "polygon");
    expect(put.map(({ status }) => status)).toEqual(["unconfirmed", "unconfirmed"]);
    const both = [told(5), told(9)]
      .map(storedSplit)
      .map((each) => ({ ...each, status: "unconfirmed" as const }));
    expect(actionPuts([told(5), told(9)], [], both, "yahoo")).toEqual([]);
    const [first, second] = both;
    if (first === undefined || second === undefined) throw new Error("two splits");
    const decided = [{ ...first, status: "rejected" as const, decided: true }, second];
    expect(actionPuts([told(5), told(9)], [], decided, "yahoo")).toEqual([
      { terms: expect.objectContaining({ exDate: day(9) }), status: "confirmed", replaces: second },
    ]);
    expect(actionPuts([told(5), told(30)], [], [], "polygon").map(({ status }) => status)).toEqual([
      "confirmed",
      "confirmed",
    ]);
  });

  test("what an operator has decided no provider changes, whatever it tells", () => {
    const decided = { ...storedSplit(split(5, 1281, 1000)), status: "spin_off" as const, decided: true };
    expect(actionPuts([split(5, 1281, 1000)], [], [decided], "yahoo")).toEqual([]);
    expect(actionPuts([split(5, 1282, 1000)], [], [decided], "yahoo")).toEqual([]);
  });

  test("the same action of another source near by is no second one; far off it is", () => {
    const yahoos = storedSplit(told(9));
    expect(actionPuts([told(5)], [], [yahoos], "polygon")).toEqual([]);
    expect(actionPuts([told(4)], [], [yahoos], "polygon")).toHaveLength(1);
  });

  test("a confirmed dividend is taken back by no answer that tells the same, or cannot tell its basis", () => {
    const paid: StoredAction = {
      ...storedSplit(told(5)),
      kind: "cash_dividend",
      numerator: null,
      denominator: null,
      amount: 0.5,
    };
    const again = { exDate: day(5), amount: 0.5, confirmed: false, told: true };
    expect(actionPuts([], [again], [paid], "yahoo")).toEqual([]);
    expect(actionPuts([], [{ ...again, amount: 2, told: false }], [paid], "yahoo")).toEqual([]);
    expect(actionPuts([], [{ ...again, amount: 2, told: false }], [], "yahoo")).toHaveLength(1);
    // Another amount must be borne out by the vendor's own adjusted closes.
    expect(actionPuts([], [{ ...again, amount: 0.6 }], [paid], "yahoo")).toEqual([]);
    const other = { ...again, amount: 0.6, confirmed: true };
    expect(actionPuts([], [other], [paid], "yahoo").map(({ replaces }) => replaces)).toEqual([paid]);
    const doubtful: StoredAction = { ...paid, status: "unconfirmed" };
    const confirmed = actionPuts([], [{ ...again, confirmed: true }], [doubtful], "yahoo");
    expect(confirmed.map(({ status }) => status)).toEqual(["confirmed"]);
  });
});
