import { describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { openingOf } from "../../src/portfolio/portfolio.ts";
import { accountsOf, lotOf, moved } from "./accounts.ts";
import { CALL, history, market, portfolio } from "./books.ts";

/** entry of a lot at 90, on which the inception close of 100 is its base; else what was paid is, through cash */
test.each([
  ["2024-01-02", true],
  ["2025-06-28", true], // The Saturday before the inception belongs to it.
  ["2025-06-30", true],
  ["2025-07-01", false],
])("a lot of %s is an opening holding: %j", (entry, expected) => {
  const lot = lotOf({ entry: [entry, 90] });
  const { all, openingCash } = accountsOf(portfolio(), [lot], market(history({ "06-30": 100 })));
  const [account] = all;
  expect(openingOf(lot).tradeDate).toBe(isoDate(entry));
  expect(openingCash as number).toBe(expected ? 4_000_000 : 5_000_000);
  expect(account?.movements.length).toBe(expected ? 0 : 1);
  const [tranche] = account?.states.at(-1)?.tranches ?? [];
  expect(tranche).toMatchObject({ entry: 900_000, base: expected ? 1_000_000 : 900_000 });
});

describe("cash by trades", () => {
  test.each([
    ["an opening holding was never paid for", { entry: ["2025-06-30", 90] }, []],
    ["its sale is", { entry: ["2025-06-30", 90], exit: ["2025-07-02", 95] }, [["07-02", 9_500, 0]]],
    ["a later purchase takes it", { entry: ["2025-07-01", 90] }, [["07-01", -9_000, 0]]],
    ["a later short sale brings it", { quantity: -100, entry: ["2025-07-01", 90] }, [["07-01", 9_000, 0]]],
    [
      "and its cover takes it",
      { quantity: -100, entry: ["2025-06-02", 90], exit: ["2025-07-08", 80] },
      [["07-08", -8_000, 0]],
    ],
    ["a holiday's is the next session's", { entry: ["2025-07-04", 90] }, [["07-07", -9_000, 0]]],
    [
      "a weekend's is the next session's, of both kinds",
      { entry: ["2025-07-05", 90], exit: ["2025-07-12", 91] },
      [
        ["07-07", -9_000, 0],
        ["07-14", 9_100, 0],
      ],
    ],
    ["an exit at nothing brings nothing", { exit: ["2025-07-02", 0] }, [["07-02", 0, 0]]],
    ["what is yet to come is not read", { entry: ["2025-08-01", 90] }, []],
    [
      "an option's is of its contract's shares",
      { quantity: 2, assetClass: "OPTIONS", option: CALL, entry: ["2025-07-01", 3] },
      [["07-01", -600, 0]],
    ],
  ] as const)("%s", (_, given, expected) => {
    expect(moved(given)).toEqual(expected.map((each) => [...each]) as never);
  });
});
