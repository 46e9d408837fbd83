import { expect, test } from "bun:test";
import { normalCdf, normalPdf } from "../../../src/risk/math/normal.ts";
import { OPTIONS } from "../options-oracle.ts";

test("equals scipy's to a relative 1e-12, in the tails too", () => {
  expect(OPTIONS.normal.length).toBeGreaterThan(60);
  for (const [z, cdf, pdf] of OPTIONS.normal) {
    expect([z, Math.abs(normalCdf(z) / cdf - 1) <= 1e-12]).toEqual([z, true]);
    expect([z, Math.abs(normalPdf(z) / pdf - 1) <= 1e-12]).toEqual([z, true]);
  }
});

test("holds at its ends", () => {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  expect([normalCdf(NEGATIVE_INFINITY), normalCdf(0), normalCdf(POSITIVE_INFINITY)]).toEqual([0, 0.5, 1]);
  expect([normalPdf(NEGATIVE_INFINITY), normalPdf(POSITIVE_INFINITY)]).toEqual([0, 0]);
  expect([normalCdf(1e300), normalPdf(1e300)]).toEqual([1, 0]);
});
