import { describe, expect, test } from "bun:test";
import { day, did, type Given, lot, prices, replayed, rowsOf, split, told } from "./made.ts";

const CALL = { underlying: "A", strike: 100, expiration: day("07-03"), right: "CALL" } as const;
const CONTRACT = { symbol: "A250703C00100000", assetClass: "OPTIONS", option: CALL } as const;
const LATER = { ...CALL, expiration: day("08-15") };
const LATE = { symbol: "A250815C00100000", assetClass: "OPTIONS", option: LATER } as const;

const rowOf = (given: Given, session: string) =>
  rowsOf(told(replayed(given, [session])[0] as never).positions).get(1);

describe("an option whose end is noted after its last session", () => {
  const market = [
    prices("A", { "06-30": 101, "07-02": 104, "07-03": 110, "07-07": 111 }),
    prices(CONTRACT.symbol, { "06-30": 2.5, "07-02": 9 }),
  ];
  const sessions = ["07-02", "07-03", "07-07", "07-08"];
  const days = (...events: Parameters<typeof did>[]) =>
    replayed(
      {
        lots: [lot(1, CONTRACT, did("open", "06-30", 2, 2.5), ...events.map((each) => did(...each)))],
        prices: market,
      },
      sessions,
    ).map((each) => told(each).snapshot);
  const equities = (of: ReturnType<typeof days>) => of.map(({ equity }) => equity / 100);

  test("stands at what it is worth until then, and is complete: as if it had been settled on its day", () => {
    const settled = days();
    expect(equities(settled)).toEqual([51_300, 51_500, 51_500, 51_500]);
    const noted = days(["expire", "07-07", -2, 10]);
    expect(equities(noted)).toEqual(equities(settled));
    expect(noted.map(({ status, positionCount }) => [status, positionCount])).toEqual([
      ["complete", 1],
      ["complete", 1],
      ["complete", 0],
      ["complete", 0],
    ]);
    expect(noted[2]).toMatchObject({ dailyPnl: 0, realizedPnl: 150_000 });
  });

  test("what was not exercised by then is settled with it", () => {
    const noted = days(["exercise", "07-07", -1, 0]);
    // One is given up for shares, which are another lot's; the other is paid out.
    expect(equities(noted)).toEqual([51_300, 51_500, 50_500, 50_500]);
    expect(noted.map(({ positionCount }) => positionCount)).toEqual([1, 1, 0, 0]);
  });
});

describe("an option on a share whose prices are adjusted for a split that is yet to come", () => {
  /** As traded 100 and 102; the prices know of a split of 2:1 on 07-07. */
  const adjusted = (dividend: number) =>
    prices(
      "A",
      { "06-30": 50, "07-01": 51 },
      {
        basis: "split_adjusted",
        splits: [split("07-07", 2, 1)],
        dividends: dividend === 0 ? [] : [{ exDate: day("06-02"), amount: dividend }],
      },
    );
  const traded = (dividend: number) =>
    prices(
      "A",
      { "06-30": 100, "07-01": 102 },
      { dividends: dividend === 0 ? [] : [{ exDate: day("06-02"), amount: dividend }] },
    );
  const own = prices(LATE.symbol, { "06-30": 6, "07-01": 7.1 });
  const lots = [lot(1, LATE, did("open", "06-30", 3, 6))];

  test("is priced by its own close, as it was before anybody knew of the split", () => {
    for (const session of ["06-30", "07-01"]) {
      const before = rowOf({ lots, prices: [traded(0), own] }, session);
      const after = rowOf({ lots, prices: [adjusted(0), own] }, session);
      expect(after?.value).toBe(before?.value as number);
      expect(after?.flags).not.toContain("adjusted_contract");
      expect(after?.quantity).toBe(6);
    }
  });

  test("has the dividend yield that it has with prices as traded: a dividend is of the same basis as they are", () => {
    const greeks = (given: Given) => told(replayed(given, ["07-01"])[0] as never).positions.greeks;
    const one = greeks({ lots, prices: [traded(2), own] });
    const other = greeks({ lots, prices: [adjusted(1), own] });
    expect(one.length).toBe(10);
    // Spot, volatility, rate, yield; the spot alone is of another basis.
    expect(other[3]).toBeCloseTo(2 / 102, 12);
    expect(other[3]).toBeCloseTo(one[3] as number, 12);
    expect(other[1]).toBeCloseTo(one[1] as number, 9);
    expect(other[5]).toBeCloseTo(one[5] as number, 6);
  });
});
