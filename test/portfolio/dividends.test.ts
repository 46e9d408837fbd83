import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { accountsOf, moved } from "./accounts.ts";
import { CALL, history, lots, market, portfolio } from "./books.ts";

describe("cash by dividends", () => {
  const pays = (exDate: string, rest: Partial<PriceHistory> = {}) =>
    history({ "06-27": 100 }, { dividends: [{ exDate: isoDate(exDate), amount: 0.5 }], ...rest });

  test.each([
    ["a long receives them", {}, pays("2025-07-02"), [["07-02", 0, 50]]],
    ["a short pays them", { quantity: -100 }, pays("2025-07-02"), [["07-02", 0, -50]]],
    ["at the inception close they are in the equity", {}, pays("2025-06-30"), []],
    ["the first session after it counts", {}, pays("2025-07-01"), [["07-01", 0, 50]]],
    [
      "of a purchase on the ex-date: none",
      { entry: ["2025-07-02", 90] },
      pays("2025-07-02"),
      [["07-02", -9_000, 0]],
    ],
    [
      "of a purchase the session before: yes",
      { entry: ["2025-07-01", 90] },
      pays("2025-07-02"),
      [
        ["07-01", -9_000, 0],
        ["07-02", 0, 50],
      ],
    ],
    [
      "of a sale on the ex-date: yes",
      { exit: ["2025-07-02", 95] },
      pays("2025-07-02"),
      [
        ["07-02", 9_500, 0],
        ["07-02", 0, 50],
      ],
    ],
    ["of a sale before: none", { exit: ["2025-07-01", 95] }, pays("2025-07-02"), [["07-01", 9_500, 0]]],
    [
      "of a weekend's purchase before it: yes",
      { entry: ["2025-07-05", 90] },
      pays("2025-07-07"),
      [
        ["07-07", -9_000, 0],
        ["07-07", 0, 50],
      ],
    ],
    [
      "of a weekend's sale before it: none",
      { exit: ["2025-07-06", 95] },
      pays("2025-07-07"),
      [["07-07", 9_500, 0]],
    ],
    [
      "an ex-date on no session is the next one's",
      {},
      pays("2025-07-05", { calendar: "everyday" }),
      [["07-07", 0, 50]],
    ],
    [
      "adjusted prices go without them too",
      {},
      pays("2025-07-02", { basis: "split_adjusted" }),
      [["07-02", 0, 50]],
    ],
    ["total returns have them already", {}, pays("2025-07-02", { basis: "total_return" }), []],
    ["a private asset has none", { assetClass: "PRIVATE" }, pays("2025-07-02"), []],
    ["an option has none", { assetClass: "OPTIONS", option: CALL }, pays("2025-07-02"), []],
    ["those yet to come are not read", {}, pays("2025-08-01"), []],
  ] as const)("%s", (_, given, prices, expected) => {
    expect(moved(given, prices)).toEqual(expected.map((each) => [...each]) as never);
  });

  const splits = [{ exDate: isoDate("2025-07-02"), numerator: 2, denominator: 1 }];

  /** ex-date of the dividend, basis of the prices, basis date of the lot, dollars for 100 shares of that date at 0.50 */
  test.each([
    ["2025-07-01", "as_traded", "2025-06-30", 50], // Before the split there are 100 shares,
    ["2025-07-02", "as_traded", "2025-06-30", 100], // on its day it is paid per share held after it,
    ["2025-07-03", "as_traded", "2025-06-30", 100],
    ["2025-07-01", "as_traded", "2025-07-31", 25], // and 100 shares of today were 50 then.
    ["2025-07-02", "as_traded", "2025-07-31", 50],
    ["2025-07-01", "split_adjusted", "2025-06-30", 100],
    ["2025-07-03", "split_adjusted", "2025-06-30", 100],
    ["2025-07-01", "split_adjusted", "2025-07-31", 50],
  ] as const)(
    "beside a 2:1 split on 07-02, ex %s, %s prices, lots as of %s: %d",
    (exDate, basis, basisDate, dollars) => {
      const paid = moved({ basisDate }, pays(exDate, { basis, splits }));
      expect(paid).toEqual([[exDate.slice(5), 0, dollars]]);
    },
  );

  test("they come in the order of their sessions, whatever the order of what brings them", () => {
    const dividends = ["2025-07-02", "2025-07-10"].map((day) => ({ exDate: isoDate(day), amount: 1 }));
    const given = { entry: ["2025-07-01", 90], exit: ["2025-07-10", 99] } as const;
    expect(moved(given, history({ "06-27": 100 }, { dividends })).map(([session]) => session)).toEqual([
      "07-01",
      "07-02",
      "07-10",
      "07-10",
    ]);
  });

  test("of shares they are, and of no private asset of the same name", () => {
    const shares = { quantity: 100, entry: ["2025-06-30", 90] } as const;
    const held = lots(shares, { ...shares, assetClass: "PRIVATE" });
    const { all } = accountsOf(portfolio(), held, market(pays("2025-07-02")));
    const paid = all.map(({ lot, movements }) => [lot.assetClass, movements.map(({ dividend }) => dividend)]);
    expect(Object.fromEntries(paid)).toEqual({ PUBLIC: [5_000], PRIVATE: [] });
  });
});
