import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ExactSplit } from "../../../src/market/collect/exact-split.ts";
import { type Scaled, scaleOf } from "../../../src/market/collect/scale.ts";
import type { PriceAnswer } from "../../../src/market/providers/answer.ts";
import {
  contextOf,
  day,
  type History,
  history,
  madeHistory,
  rendered,
  split,
  splitHistory,
  stored,
  storedBars,
} from "./made-answer.ts";

const listedIn = ({ splits }: PriceAnswer) =>
  splits.map(
    ({ exDate, numerator, denominator }): ExactSplit => ({
      exDate,
      numerator,
      denominator,
      confirmed: true,
    }),
  );

/** What scaleOf says of an answer to a question of the whole history, or of a part of it. */
function scale(
  answer: PriceAnswer,
  kept: ReturnType<typeof stored>,
  sessions: number,
  whole = false,
): Scaled {
  return scaleOf(answer, listedIn(answer), kept, contextOf(sessions, { whole }));
}

function expectTruth(scaled: Scaled, { closes }: History, from = 0): void {
  if (scaled.kind !== "scaled") throw new Error(scaled.detail);
  expect(scaled.bars.map(({ close }) => close)).toEqual(closes.slice(from));
  expect(scaled.bars.map(({ volume }) => Math.round(volume ?? 0))).toEqual(
    closes.slice(from).map(() => 1_000_000),
  );
  expect(scaled.rebase).toBeNull();
  expect(scaled.believedFrom).toBeNull();
  expect(scaled.warning).toBeNull();
}

test("any history with any splits that is told split-adjusted un-adjusts to itself", () => {
  fc.assert(
    fc.property(history, (made) => {
      expectTruth(scale(rendered(made), stored([]), made.closes.length), made);
    }),
  );
});

test("any later part of it does too, beside what is stored of the part before", () => {
  fc.assert(
    fc.property(history, fc.double({ min: 0.2, max: 0.9, noNaN: true }), (made, share) => {
      const until = Math.max(6, Math.floor(made.closes.length * share));
      const from = until - 5;
      const kept = stored(
        storedBars(made, until),
        made.splits.filter(({ exDate }) => exDate < day(until)),
      );
      expectTruth(scale(rendered(made, { from }), kept, made.closes.length), made, from);
    }),
  );
});

test("a split that is stored and not listed yet is known all the same, if prices are adjusted by it", () => {
  fc.assert(
    fc.property(splitHistory, ({ at, ...made }) => {
      const answer = rendered(made, { from: at - 5, listed: [] });
      const kept = stored(storedBars(made, at), made.splits);
      expectTruth(scale(answer, kept, made.closes.length), made, at - 5);
    }),
  );
});

/** Two ways of being wrong about the one split, with the history as it truly was stored until that day. */
const WRONG = {
  late: ([one]: readonly ExactSplit[]) => ({ applied: [], listed: one === undefined ? [] : [one] }),
  twice: ([one]: readonly ExactSplit[]) => ({
    applied: one === undefined ? [] : [one, one],
    listed: one === undefined ? [] : [one],
  }),
};

describe.each(Object.entries(WRONG))("a split that is applied %s", (_name, wrong) => {
  test("beside a stored history: the whole is asked for, only what follows is believed, nothing is replaced", () => {
    fc.assert(
      fc.property(splitHistory, ({ at, ...made }) => {
        const rendering = wrong(made.splits);
        const kept = stored(storedBars(made, at));
        const part = scale(rendered(made, { ...rendering, from: at - 5 }), kept, made.closes.length);
        expect(part.kind).toBe("whole_needed");
        const whole = scale(rendered(made, rendering), kept, made.closes.length, true);
        if (whole.kind !== "scaled") throw new Error(whole.detail);
        expect(whole.rebase).toBeNull();
        expect(whole.believedFrom).toBe(day(at));
        expect(whole.warning).toContain("the stored ones stand");
        const believed = whole.bars.filter(({ session }) => session >= day(at));
        expect(believed.map(({ close }) => close)).toEqual(made.closes.slice(at));
      }),
    );
  });

  test("without a stored history nothing is believed", () => {
    fc.assert(
      fc.property(splitHistory, ({ at: _at, ...made }) => {
        const unknown = scale(rendered(made, wrong(made.splits)), stored([]), made.closes.length, true);
        expect(unknown).toMatchObject({ kind: "basis_unknown" });
        if (unknown.kind === "basis_unknown") expect(unknown.detail).toContain("not adjusted by it");
      }),
    );
  });
});

describe("a split that is applied early, on the evening before, and not listed", () => {
  test("beside a stored history nothing is believed, neither a part nor the whole", () => {
    fc.assert(
      fc.property(splitHistory, ({ at, ...made }) => {
        const before = { closes: made.closes.slice(0, at), splits: [] };
        const rendering = { applied: made.splits, listed: [] };
        const kept = stored(storedBars(made, at - 1));
        expect(scale(rendered(before, { ...rendering, from: at - 6 }), kept, at).kind).toBe("whole_needed");
        expect(scale(rendered(before, rendering), kept, at, true).kind).toBe("basis_unknown");
      }),
    );
  });

  test("stored by mistake where there was no history, it is righted when the split is listed", () => {
    fc.assert(
      fc.property(splitHistory, ({ at, ...made }) => {
        const [one] = made.splits;
        if (one === undefined) throw new Error("a history with a split");
        // Stored on the share basis of the split's day, without it.
        const factor = one.numerator / one.denominator;
        const kept = stored(
          storedBars(made, at).map((bar) => ({
            ...bar,
            close: bar.close / factor,
            open: null,
            high: null,
            low: null,
          })),
        );
        expect(scale(rendered(made, { from: at - 5 }), kept, made.closes.length).kind).toBe("whole_needed");
        const whole = scale(rendered(made), kept, made.closes.length, true);
        if (whole.kind !== "scaled") throw new Error(whole.detail);
        expect(whole.bars.map(({ close }) => close)).toEqual([...made.closes]);
        expect(whole.rebase).toMatchObject({ through: day(at - 1), withdrawn: null });
        expect((whole.rebase?.factor ?? 0) / factor).toBeCloseTo(1, 6);
        expect(whole.warning).toContain("missing from the stored history");
      }),
    );
  });
});

test("a split that is withdrawn, with the prices that it was applied to: stored closes stand, and an operator is told", () => {
  fc.assert(
    fc.property(splitHistory, ({ at, ...made }) => {
      // Closes never fell on that day: the split is one that never was, and the provider had adjusted by it.
      const flat = madeHistory(
        100,
        made.closes.map((_, each) => (each % 2 === 0 ? 0.01 : -0.01)),
        [],
      );
      const kept = stored(storedBars(flat, at + 2), made.splits);
      const scaled = scale(rendered(flat, { from: at - 3 }), kept, flat.closes.length);
      if (scaled.kind !== "scaled") throw new Error(scaled.detail);
      expect(scaled.bars.map(({ close }) => close)).toEqual(flat.closes.slice(at - 3));
      expect(scaled.rebase).toBeNull();
      expect(scaled.warning).toContain("does not list it and its prices are not adjusted by it");
    }),
  );
});

describe("single cases", () => {
  const made = madeHistory(100, new Array<number>(30).fill(0.001), [[15, 4, 1]]);

  test("an answer without a bar has none on a wrong basis, whether anything is stored or not", () => {
    const empty = { ...rendered(made), bars: [], splits: [] };
    for (const kept of [stored([]), stored(storedBars(made, 20), made.splits)]) {
      expect(scale(empty, kept, 30)).toMatchObject({ kind: "scaled", bars: [], rebase: null, warning: null });
    }
  });

  test("an answer that ends before the present has no splits since, and is not believed without a witness", () => {
    const answer = rendered(made);
    const ended = { ...answer, bars: answer.bars.slice(0, 20) };
    expect(scale(ended, stored([]), 30)).toMatchObject({ kind: "basis_unknown" });
    // Unless it is known that nothing has traded since, or what it is never splits.
    expect(scale({ ...ended, lastTrade: day(19) }, stored([]), 30).kind).toBe("scaled");
    expect(scale({ ...ended, lastTrade: day(20) }, stored([]), 30).kind).toBe("basis_unknown");
    expect(scale({ ...ended, type: "CURRENCY" }, stored([]), 30).kind).toBe("scaled");
    // Five sessions are a halt.
    expect(scale({ ...answer, bars: answer.bars.slice(0, 25) }, stored([]), 30).kind).toBe("scaled");
    expect(scale({ ...answer, bars: answer.bars.slice(0, 24) }, stored([]), 30).kind).toBe("basis_unknown");
  });

  test("an announced split is stored before its day, and no price is multiplied by it", () => {
    const before = { closes: made.closes.slice(0, 12), splits: [] };
    const kept = stored(storedBars(made, 3), [split(15, 4, 1)]);
    // No session in common, so that nothing but the day of the split tells.
    const scaled = scale(rendered(before, { from: 5 }), kept, 12);
    if (scaled.kind !== "scaled") throw new Error(scaled.detail);
    expect(scaled.bars.map(({ close }) => close)).toEqual(made.closes.slice(5, 12));
  });

  test("a whole history that differs by a factor no split explains is not believed", () => {
    const kept = stored(storedBars({ closes: made.closes.map((close) => close * 3), splits: [] }, 20));
    expect(scale(rendered({ ...made, splits: [] }), kept, 30).kind).toBe("whole_needed");
    expect(scale(rendered({ ...made, splits: [] }), kept, 30, true)).toMatchObject({ kind: "basis_unknown" });
  });
});
