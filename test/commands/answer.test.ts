import { expect, test } from "bun:test";
import { numberText } from "../../src/commands/answer.ts";

test.each([
  [-5.6000000000000005, "-5.6"],
  [0.1 + 0.2, "0.3"],
  [1 / 3, "0.333333"],
  [-1e-9, "0"],
  [12, "12"],
  [1e12, "1000000000000"],
])("%d is shown as %s", (value, text) => {
  expect(numberText(value)).toBe(text);
});
