import { expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { closeOnOrBefore, type Split, sharesAt } from "../../src/portfolio/price-history.ts";
import { history } from "./books.ts";

const prices = history({ "07-01": 10, "07-02": 11, "07-07": 12 });

test.each([
  ["2025-06-30", null],
  ["2025-07-01", ["2025-07-01", 10]],
  ["2025-07-02", ["2025-07-02", 11]],
  ["2025-07-03", ["2025-07-02", 11]],
  ["2025-07-06", ["2025-07-02", 11]],
  ["2025-07-07", ["2025-07-07", 12]],
  ["2026-01-02", ["2025-07-07", 12]],
])("the newest close on or before %s is %j", (day, expected) => {
  const found = closeOnOrBefore(prices, isoDate(day));
  expect(found === null ? null : [found.day as string, found.price]).toEqual(expected);
});

test("where there are no closes there is none", () => {
  expect(closeOnOrBefore(history({}), isoDate("2025-07-01"))).toBeNull();
});

const split = (exDate: string, numerator: number, denominator: number): Split => ({
  exDate: isoDate(exDate),
  numerator,
  denominator,
});
const TWO = split("2025-07-02", 2, 1);
const TENTH = split("2025-07-08", 1, 10);

/** basis of the prices, splits, basis date of the lots, day of the price, shares that one share of the basis date is. */
test.each([
  ["as_traded", [], "2025-06-30", "2025-07-08", 1],
  // Shares bought before a split become more on its day, not before.
  ["as_traded", [TWO], "2025-06-30", "2025-07-01", 1],
  ["as_traded", [TWO], "2025-06-30", "2025-07-02", 2],
  ["as_traded", [TWO], "2025-07-01", "2025-07-08", 2],
  // A split on the basis date is in the shares already.
  ["as_traded", [TWO], "2025-07-02", "2025-07-02", 1],
  ["as_traded", [TWO], "2025-07-02", "2025-07-01", 0.5],
  ["as_traded", [TWO], "2025-07-08", "2025-07-08", 1],
  ["as_traded", [TWO], "2025-07-08", "2025-06-30", 0.5],
  // Of two splits each counts on its own side.
  ["as_traded", [TWO, TENTH], "2025-06-30", "2025-07-07", 2],
  ["as_traded", [TWO, TENTH], "2025-06-30", "2025-07-08", 0.2],
  ["as_traded", [TWO, TENTH], "2025-07-03", "2025-07-01", 0.5],
  ["as_traded", [TWO, TENTH], "2025-07-03", "2025-07-08", 0.1],
  ["as_traded", [TWO, TENTH], "2025-07-08", "2025-07-01", 5],
  // Adjusted prices count today's shares on every day.
  ["split_adjusted", [TWO], "2025-06-30", "2025-06-30", 2],
  ["split_adjusted", [TWO], "2025-06-30", "2025-07-08", 2],
  ["split_adjusted", [TWO], "2025-07-02", "2025-06-30", 1],
  ["split_adjusted", [TWO, TENTH], "2025-06-30", "2025-07-01", 0.2],
  ["split_adjusted", [TWO, TENTH], "2025-07-03", "2025-07-01", 0.1],
  ["total_return", [TWO], "2025-06-30", "2025-06-30", 2],
  ["total_return", [TWO], "2025-07-08", "2025-06-30", 1],
] as const)("%s prices, splits %j: a share of %s is, on %s, %d", (basis, splits, basisDate, day, shares) => {
  const of = history({}, { basis, splits: [...splits] });
  expect(sharesAt(of, 1, isoDate(basisDate), isoDate(day))).toBe(shares);
  expect(sharesAt(of, -30, isoDate(basisDate), isoDate(day))).toBe(-30 * shares);
});

/** shares, old ones for a new one: the ratio alone has no exact double, the shares have */
test.each([
  [300, 3, 100],
  [3, 10, 0.3],
  [49, 49, 1],
  [-21, 7, -3],
])("%d shares are, after %d became one, exactly %d", (quantity, old, expected) => {
  const of = history({}, { splits: [split("2025-07-08", 1, old)] });
  expect(sharesAt(of, quantity, isoDate("2025-06-30"), isoDate("2025-07-08"))).toBe(expected);
});
