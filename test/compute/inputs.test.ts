import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RISK_ENGINES, type RiskEngine } from "../../db/schema/words.ts";
import {
  type EstimatedPortfolio,
  estimatePortfolios,
  type PortfolioBook,
} from "../../src/compute/estimate-portfolios.ts";
import { estimatePriors } from "../../src/compute/estimate-priors.ts";
import { type EstimatedCell, estimateSymbols } from "../../src/compute/estimate-symbols.ts";
import type { Panel } from "../../src/market/panel/panel.ts";
import { parseCents } from "../../src/platform/money.ts";
import { BETA_WINDOWS, type BetaWindow, STATISTICS_WINDOW_SESSIONS } from "../../src/risk/conventions.ts";
import { perWindow } from "../../src/risk/window.ts";
import { bitsOf } from "./bits.ts";
import { type CellChange, madePanel } from "./made-panel.ts";
import { WHOLE } from "./oracle-books.ts";

const NAMES = ["AAA", "BBB", "SPY", "VTV"];
const LENGTH = 400;
const AT = 330;
const FIRST = AT - STATISTICS_WINDOW_SESSIONS + 1;

const cellChange = (of: readonly string[]): fc.Arbitrary<CellChange> =>
  fc.record({
    symbol: fc.constantFrom(...of),
    // The ends of the windows come as often as all between them.
    at: fc.oneof(
      fc.integer({ min: 1, max: LENGTH - 1 }),
      fc.constantFrom(FIRST - 1, FIRST, AT - 90, AT - 89, AT, AT + 1),
    ),
    field: fc.constantFrom("returns", "valid", "actions"),
  });

describe("the inputs of a symbol's statistics", () => {
  const inputsOf = (panel: Panel, symbol: string, at = AT) =>
    estimateSymbols(panel, [{ row: panel.axes.symbols.indexOf(symbol as never), at }])[0]?.inputs;
  const before = madePanel(NAMES, LENGTH);

  test("differ if and only if a session of the window does, of the symbol or of the market", () => {
    fc.assert(
      fc.property(cellChange(NAMES), fc.constantFrom(...NAMES), (change, symbol) => {
        const after = madePanel(NAMES, LENGTH, [change]);
        const isInWindow = change.at >= FIRST && change.at <= AT;
        const isAbout = change.symbol === symbol || change.symbol === "SPY";
        expect(inputsOf(after, symbol) !== inputsOf(before, symbol)).toBe(isInWindow && isAbout);
      }),
      { numRuns: 300 },
    );
  });

  test("of two symbols, and of two sessions, are never the same", () => {
    const all = NAMES.flatMap((symbol) => [AT - 1, AT, 1, 0].map((at) => inputsOf(before, symbol, at)));
    expect(new Set(all).size).toBe(all.length);
  });

  test("are the same when there are later sessions and other symbols", () => {
    const shorter = madePanel(["AAA"], AT + 1);
    const longer = madePanel(["AAA", "ZZZ"], LENGTH);
    expect(inputsOf(longer, "AAA")).toBe(inputsOf(shorter, "AAA") as string);
  });

  test("change whenever the statistics do", () => {
    const statisticsOf = (panel: Panel) =>
      bitsOf(estimateSymbols(panel, [{ row: 0, at: AT }])[0]?.statistics);
    fc.assert(
      fc.property(cellChange(NAMES), (change) => {
        const after = madePanel(NAMES, LENGTH, [change]);
        if (statisticsOf(after) === statisticsOf(before)) return;
        expect(inputsOf(after, "AAA")).not.toBe(inputsOf(before, "AAA") as string);
      }),
    );
  });

  // Where the window reaches before the axis, its length stands in the hash; the axis begins with the first bar of any symbol.
  test("do not depend on how far back the bars of other symbols go", () => {
    const grown = madePanel(NAMES, LENGTH, [], 200);
    const statisticsAt = (panel: Panel, at: number) =>
      bitsOf(estimateSymbols(panel, [{ row: 0, at }])[0]?.statistics);
    expect(statisticsAt(grown, 100 + 200)).toBe(statisticsAt(before, 100));
    expect(inputsOf(grown, "AAA", 100 + 200)).toBe(inputsOf(before, "AAA", 100) as string);
  });
});

describe("the inputs of the priors", () => {
  const inputsOf = (panel: Panel, members: Parameters<typeof estimatePriors>[1][number]["members"]) => {
    const [priors] = estimatePriors(panel, [{ at: AT, members }]);
    return perWindow(BETA_WINDOWS, (window) => priors?.[window].inputs);
  };
  const before = madePanel(NAMES, LENGTH);

  test("differ if and only if a return of a member or of the market does, in the window", () => {
    const old = inputsOf(before, WHOLE);
    fc.assert(
      fc.property(cellChange(NAMES), (change) => {
        const made = inputsOf(madePanel(NAMES, LENGTH, [change]), WHOLE);
        // VTV is a factor's fund, and SPY the market: neither is a member.
        const counts = change.symbol !== "VTV" && change.field !== "actions";
        for (const window of BETA_WINDOWS) {
          const isInWindow = change.at > AT - window && change.at <= AT;
          expect(made[window] !== old[window]).toBe(counts && isInWindow);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("are those of the fixed members alone", () => {
    const fixed = perWindow(BETA_WINDOWS, () => ["AAA"]);
    const other = madePanel(NAMES, LENGTH, [{ symbol: "BBB", at: AT, field: "returns" }]);
    expect(inputsOf(other, fixed)).toEqual(inputsOf(before, fixed));
    expect(inputsOf(other, WHOLE)).not.toEqual(inputsOf(before, WHOLE));
    expect(inputsOf(before, fixed)).not.toEqual(inputsOf(before, WHOLE));
    expect(inputsOf(madePanel([...NAMES, "CCC"], LENGTH), fixed)).toEqual(
      inputsOf(madePanel([...NAMES, "CCC"], LENGTH, [{ symbol: "CCC", at: AT, field: "valid" }]), fixed),
    );
  });
});

describe("the inputs of a portfolio's numbers", () => {
  const panel = madePanel(NAMES, LENGTH);
  const [estimated] = estimateSymbols(panel, [{ row: 0, at: AT }]);
  const betas = perWindow(
    BETA_WINDOWS,
    (window) => (estimated as EstimatedCell).statistics.marketBeta[window].beta,
  );
  const moments = { value: { mu: 1, tau2: 0.1 }, reason: null };
  const book: PortfolioBook = {
    at: AT,
    holdings: {
      equity: parseCents("1000"),
      positions: [{ underlying: "AAA", deltaDollars: 500 }],
      privateAssets: [],
      unpriced: [],
    },
    symbols: [{ symbol: "AAA", betas, inputs: "one" }],
    priors: perWindow(BETA_WINDOWS, () => ({ moments })),
  };
  const inputsOf = (one: PortfolioBook) =>
    estimatePortfolios(panel, [one])[0]?.inputs as EstimatedPortfolio["inputs"];
  const holding = (part: Partial<PortfolioBook["holdings"]>) => ({
    ...book,
    holdings: { ...book.holdings, ...part },
  });
  const prior = (window: BetaWindow, mu: number) => ({
    ...book.priors,
    [window]: { moments: { value: { mu, tau2: 0.1 }, reason: null } },
  });
  const ALL = ["market_beta", "sector_exposure", "volatility"];

  test.each<[string, PortfolioBook, readonly string[]]>([
    ["nothing at all", structuredClone(book), []],
    ["a prior of 90 sessions", { ...book, priors: prior(90, 1.1) }, ["market_beta"]],
    ["a prior of 252 sessions", { ...book, priors: prior(252, 1.1) }, ["market_beta"]],
    [
      "the returns of a symbol",
      { ...book, symbols: [{ symbol: "AAA", betas, inputs: "two" }] },
      ["market_beta", "volatility"],
    ],
    ["a symbol's estimates", { ...book, symbols: [] }, ["market_beta", "volatility"]],
    ["the equity", holding({ equity: parseCents("1000.01") }), ["market_beta", "volatility"]],
    ["a position", holding({ positions: [{ underlying: "AAA", deltaDollars: 500.000001 }] }), ALL],
    ["a private asset", holding({ privateAssets: [{ name: "ART", value: parseCents("1") }] }), ALL],
    ["what has no price", holding({ unpriced: ["OPTION"] }), ALL],
  ])("are others of just those engines when this is another: %s", (_, other, engines) => {
    const [one, two] = [inputsOf(book), inputsOf(other)];
    const differing = RISK_ENGINES.filter((engine) => one[engine] !== two[engine]);
    expect(differing.sort()).toEqual([...engines] as RiskEngine[]);
  });

  test("are three that are not alike", () => {
    expect(new Set(Object.values(inputsOf(book))).size).toBe(3);
  });
});
