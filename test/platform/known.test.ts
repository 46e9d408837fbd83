import { expect, test } from "bun:test";
import { type Known, known, notKnown, REASONS, type Reason } from "../../src/platform/known.ts";

test("a known value has no reason, whatever the value", () => {
  for (const value of [0, -0, "", false, Number.NaN]) {
    expect(known<unknown>(value)).toEqual({ value, reason: null });
  }
});

test("what is not known is a null with its reason", () => {
  const unknown: Known<number> = notKnown("no_return");
  expect(unknown).toEqual({ value: null, reason: "no_return" });
});

test("every reason is a lower-case word of the closed table and has a sentence", () => {
  const entries = Object.entries(REASONS) as [Reason, string][];
  expect(entries.length).toBeGreaterThan(0);
  for (const [reason, sentence] of entries) {
    expect(reason).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(sentence.length).toBeGreaterThan(10);
  }
});
