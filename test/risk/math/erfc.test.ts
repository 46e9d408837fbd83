import { expect, test } from "bun:test";
import { erfc } from "../../../src/risk/math/erfc.ts";
import { ORACLE } from "../oracle.ts";

test("equals scipy's to a relative 2e-14 from -3 to 26", () => {
  expect(ORACLE.erfc.length).toBeGreaterThan(200);
  for (const [x, expected] of ORACLE.erfc) {
    expect([x, Math.abs(erfc(x) / expected - 1) <= 2e-14]).toEqual([x, true]);
  }
});

test("its two halves meet where one takes over from the other", () => {
  const [below, above] = [erfc(1.5), erfc(1.5 + 2 ** -52)];
  expect(Math.abs(above / below - 1)).toBeLessThan(1e-14);
});

test("holds at its ends", () => {
  expect(erfc(0)).toBe(1);
  expect(erfc(Number.POSITIVE_INFINITY)).toBe(0);
  expect(erfc(Number.NEGATIVE_INFINITY)).toBe(2);
  expect(erfc(30)).toBe(0);
  expect(erfc(1e300)).toBe(0);
});
