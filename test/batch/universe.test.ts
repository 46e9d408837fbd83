import { describe, expect, test } from "bun:test";
import { askedOf, universeOf } from "../../src/batch/universe.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import type { Requirement } from "../../src/market/collect/needs.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { chance } from "../support/market/chance.ts";
import { bookOf, lotOf } from "./made-state.ts";
import { before, holderOf, INCEPTION, NOBODYS, of, option, rangeOf, TO, wantedOf } from "./made-universe.ts";

const PROXIES = ["IWM", "MTUM", "QUAL", "SPY", "TLT", "USMV", "VTV", "VUG"];
const RATES = ["^IRX", "^TYX"];

describe("what is wanted, and why", () => {
  const from = before(INCEPTION, 1_064);

  test("without a portfolio and a watch list it is nothing", () => {
    expect(universeOf({ portfolios: [], ...NOBODYS }, TO)).toEqual([]);
  });

  test("a portfolio without lots wants the proxies, the benchmark and the rates", () => {
    const universe = wantedOf([]);
    expect(universe.map(({ symbol }) => String(symbol))).toEqual([...PROXIES, ...RATES]);
    for (const symbol of PROXIES.filter((each) => each !== "SPY"))
      expect(rangeOf(universe, symbol)).toEqual([from, TO, ["factor_proxy"]]);
    expect(rangeOf(universe, "SPY")).toEqual([from, TO, ["factor_proxy", "benchmark"]]);
    for (const symbol of RATES) expect(rangeOf(universe, symbol)).toEqual([from, TO, ["rate_index"]]);
  });

  test("what is held, 1,064 sessions before the inception, whenever it was bought", () => {
    const universe = wantedOf([lotOf("AAA", INCEPTION), lotOf("BBB", isoDate("2026-05-20"))]);
    for (const symbol of ["AAA", "BBB"]) expect(rangeOf(universe, symbol)).toEqual([from, TO, ["held"]]);
  });

  test("what was held, through its exit; a weekend's is booked on the Monday", () => {
    const universe = wantedOf([
      lotOf("SOLD", INCEPTION, isoDate("2026-05-13")),
      lotOf("WKND", INCEPTION, isoDate("2026-05-16")),
      lotOf("ONCE", isoDate("2026-01-05"), INCEPTION),
    ]);
    expect(rangeOf(universe, "SOLD")).toEqual([from, "2026-05-13", ["was_held"]]);
    expect(rangeOf(universe, "WKND")).toEqual([from, "2026-05-18", ["was_held"]]);
    expect(rangeOf(universe, "ONCE")).toEqual([from, INCEPTION, ["was_held"]]);
  });

  test("one that is sold in a lot and held in another, with both reasons, through the end", () => {
    const lots = [lotOf("AAA", INCEPTION, isoDate("2026-05-13")), lotOf("AAA", INCEPTION)];
    expect(rangeOf(wantedOf(lots), "AAA")).toEqual([from, TO, ["held", "was_held"]]);
  });

  test.each([
    ["AAPL", "AAPL"],
    ["SPX", "^GSPC"],
    ["SPXW", "^GSPC"],
    ["NDX", "^NDX"],
    ["VIX", "^VIX"],
    ["BRKB", "BRK-B"],
  ])("an option on %s wants %s", (root, symbol) => {
    const universe = wantedOf([lotOf(`${root}  261218C00100000`, INCEPTION, null, option(root))]);
    expect(rangeOf(universe, symbol)).toEqual([from, TO, ["underlying"]]);
    expect(universe).toHaveLength(PROXIES.length + RATES.length + 1);
  });

  test("a share that is an underlying too has both reasons", () => {
    const lots = [lotOf("x", INCEPTION, null, option("AAPL")), lotOf("AAPL", INCEPTION)];
    expect(rangeOf(wantedOf(lots), "AAPL")).toEqual([from, TO, ["held", "underlying"]]);
  });

  test("a private asset wants nothing", () => {
    const lots = [lotOf("HOUSE", INCEPTION, null, { assetClass: "PRIVATE" })];
    expect(wantedOf(lots)).toEqual(wantedOf([]));
  });

  test("what was sold before the inception, or is bought after the last session, is not wanted", () => {
    const lots = [
      lotOf("PAST", isoDate("2026-01-05"), isoDate("2026-04-30")),
      lotOf("NEXT", isoDate("2026-06-01")),
    ];
    expect(wantedOf(lots)).toEqual(wantedOf([]));
  });

  test("a portfolio that begins after the last session wants nothing", () => {
    const portfolio = bookOf(1, isoDate("2026-06-01"));
    expect(universeOf({ portfolios: [holderOf(portfolio, [])], ...NOBODYS }, TO)).toEqual([]);
  });

  test("what is watched, 300 sessions that end with the last", () => {
    const universe = universeOf({ portfolios: [], ...NOBODYS, watched: ["TSLA"] }, TO);
    expect(universe.map(({ symbol }) => String(symbol))).toEqual(["TSLA"]);
    expect(rangeOf(universe, "TSLA")).toEqual([before(TO, 299), TO, ["watched"]]);
    expect(rangeOf(wantedOf([lotOf("AAA", INCEPTION)], { watched: ["AAA"] }), "AAA")).toEqual([
      from,
      TO,
      ["held", "watched"],
    ]);
  });
});

test("the universe does not depend on the order of portfolios, lots and watched symbols", () => {
  const next = chance(11);
  const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T;
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((each) => [next(), each] as const)
      .sort(([a], [b]) => a - b)
      .map(([, each]) => each);
  const days = calendarOf("XNYS").sessionsBetween(isoDate("2026-01-02"), isoDate("2026-06-12"));
  const symbols = ["AAA", "BBB", "VOD.L", "SPY", "BTC-EUR", "BRK-B", "MY HOUSE"];
  const told = new Map([["VOD.L", "GBp"]]);
  let [exits, both] = [0, 0];
  for (let round = 0; round < 100; round++) {
    const lot = () => {
      const [opened, closed] = [pick(days), pick(days)].sort() as [IsoDate, IsoDate];
      const part = pick([{}, {}, option("BRKB"), { assetClass: "PRIVATE" as const }]);
      return lotOf(pick(symbols), opened, next() < 0.5 || opened === closed ? null : closed, part);
    };
    const portfolios = Array.from({ length: 3 }, (_, id) =>
      holderOf(
        { ...bookOf(id, pick(days)), currency: pick(["USD", "EUR"]) },
        Array.from({ length: 6 }, lot),
        told,
      ),
    );
    const watched = shuffled(["AAA", "TSLA", "^VIX"]);
    const universe = universeOf({ portfolios, watched }, TO);
    const other = universeOf(
      {
        portfolios: shuffled(portfolios).map(({ portfolio, lots }) =>
          holderOf(portfolio, shuffled(lots), told),
        ),
        watched: shuffled(watched),
      },
      TO,
    );
    expect(other).toEqual(universe);
    const names = universe.map(({ symbol }): string => symbol);
    expect(names).toEqual([...new Set(names)].sort());
    exits += universe.filter(({ through }) => through < TO).length;
    both += universe.filter(({ reasons }) => reasons.includes("held") && reasons.includes("was_held")).length;
  }
  // That there was something to be told apart.
  expect(exits).toBeGreaterThan(10);
  expect(both).toBeGreaterThan(10);
});

describe("what somebody asks for by name", () => {
  const universe = wantedOf([lotOf("AAA", INCEPTION), lotOf("SOLD", INCEPTION, isoDate("2026-05-13"))]);
  const [aaa, other] = [parseSymbol("AAA"), parseSymbol("OTHER")];
  const [first, last] = [isoDate("2026-05-04"), isoDate("2026-05-06")];

  test("symbols: those of the universe as they are wanted, others as if watched", () => {
    expect(askedOf(universe, { symbols: [other, aaa], from: null, to: null }, TO)).toEqual([
      { symbol: other, from: before(TO, 299), through: TO, reasons: ["asked"] },
      of(universe, "AAA") as Requirement,
    ]);
  });

  test("days: of the whole universe, whatever else is wanted of it", () => {
    const asked = askedOf(universe, { symbols: null, from: first, to: last }, TO);
    expect(asked).toEqual(universe.map((each) => ({ ...each, from: first, through: last })));
  });

  test("both", () => {
    const asked = askedOf(universe, { symbols: [other], from: first, to: last }, TO);
    expect(asked).toEqual([{ symbol: other, from: first, through: last, reasons: ["asked"] }]);
  });
});
