import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NightdeskError } from "../../src/platform/errors.ts";
import {
  addCents,
  type Cents,
  cents,
  centsOfProduct,
  formatCents,
  parseCents,
  ZERO_CENTS,
} from "../../src/platform/money.ts";

/** An exact fraction. The tests' own arithmetic, so that it shares nothing with what it checks. */
interface Ratio {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** The number that the shortest decimal form of a double stands for. */
function ratioOf(value: number): Ratio {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new Error(`${value} has no decimal form`);
  const decimals = match[3] ?? "";
  const power = BigInt(match[4] ?? "0") - BigInt(decimals.length);
  const digits = BigInt(`${match[2]}${decimals}`) * (match[1] === "-" ? -1n : 1n);
  return power >= 0n ? { top: digits * 10n ** power, bottom: 1n } : { top: digits, bottom: 10n ** -power };
}

/** 100 times the product of the factors, rounded to the nearest whole number, ties to the even one. */
function expectedCents(factors: readonly number[]): bigint {
  let [top, bottom] = [100n, 1n];
  for (const ratio of factors.map(ratioOf)) {
    top *= ratio.top;
    bottom *= ratio.bottom;
  }
  const floor = top >= 0n || top % bottom === 0n ? top / bottom : top / bottom - 1n;
  const above = 2n * (top - floor * bottom) - bottom;
  if (above === 0n) return floor % 2n === 0n ? floor : floor + 1n;
  return above > 0n ? floor + 1n : floor;
}

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (fault) {
    return fault instanceof NightdeskError ? fault.code : `not ours: ${String(fault)}`;
  }
  return "nothing was thrown";
};

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function expectExact(factors: readonly number[]): void {
  const expected = expectedCents(factors);
  if (expected > SAFE || expected < -SAFE) {
    expect(codeOf(() => centsOfProduct(...factors))).toBe("bad_amount");
  } else {
    expect(centsOfProduct(...factors)).toBe(Number(expected) as Cents);
  }
}

const decimal = (digits: number, places: number) =>
  fc
    .integer({ min: -(10 ** digits), max: 10 ** digits })
    .map((whole) => Number(`${whole < 0 ? "-" : ""}${Math.abs(whole)}e-${places}`));

describe("the product of factors in cents is exact, rounded half-even once", () => {
  test.each([
    // Each is a tie in decimal, where most of the binary doubles lie beside it.
    [[0.125], 12],
    [[0.135], 14],
    [[1.005], 100],
    [[1.015], 102],
    [[2.675], 268],
    [[2.665], 266],
    [[2.675, 100], 26_750],
    [[0.5, 0.01], 0],
    [[1.5, 0.01], 2],
    [[2.5, 0.01], 2],
    [[100, 1.00005], 10_000],
    [[100, 1.00015], 10_002],
    [[-0.125], -12],
    [[-0.135], -14],
    [[-1.005], -100],
    [[-1.015], -102],
    [[-2.675, 1, 1], -268],
    [[-0.005], 0],
    // Far from a tie, in the fast path.
    [[10, 187.33], 187_330],
    [[-3, 0.333], -100],
    [[], 100],
  ])("%p gives %p", (factors, expected) => {
    expect(centsOfProduct(...factors)).toBe(expected as Cents);
  });

  test("prices and quantities of everyday sizes", () => {
    fc.assert(
      fc.property(decimal(9, 4), decimal(8, 4), fc.constantFrom(1, 10, 100, 1000), (price, quantity, lot) => {
        expectExact([quantity, lot, price]);
      }),
      { numRuns: 3000 },
    );
  });

  test("any doubles, however large, small or many", () => {
    const any = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(any, expectExact), { numRuns: 3000 });
  });

  test("ties and their nearest neighbours, where the fast path hands over to the exact one", () => {
    const nudge = fc.constantFrom(0, 1e-12, 1e-9, 9.9e-9, 1e-8, 1.01e-8, 1e-7);
    const tie = fc.integer({ min: 0, max: 2_000_000 });
    fc.assert(
      fc.property(tie, nudge, fc.constantFrom(1, -1), fc.constantFrom(1, -1), (whole, by, side, sign) => {
        expectExact([(sign * (whole + 0.5)) / 100 + side * by]);
        expectExact([sign * (whole + 0.5 + side * by), 0.01]);
      }),
      { numRuns: 3000 },
    );
  });

  test("amounts on both sides of the fast path's limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 999_990_000, max: 1_000_010_000 }),
        fc.constantFrom(1, -1),
        (whole, sign) => {
          expectExact([(sign * whole) / 1000]);
        },
      ),
    );
  });

  test("a factor so small that its double is not its decimal form", () => {
    expectExact([2.356104108867707e198, -7_434_157_489_849_486_000, 5e-323, 1.7127541198521189e103]);
  });

  test("partial products that leave the range of doubles and come back", () => {
    expectExact([1e-200, 1e-200, 1e300, 1e102]);
    expectExact([1e200, 1e200, 1e-300, 1e-98]);
    expectExact([1.24e-322, 1e300, 1e22]);
  });

  test("zero is never minus zero", () => {
    for (const zero of [centsOfProduct(-0), centsOfProduct(-0.001), centsOfProduct(-0.005), cents(-0)]) {
      expect(Object.is(zero, 0)).toBe(true);
    }
    expect(Object.is(parseCents("-0.00"), 0)).toBe(true);
    expect(Object.is(addCents(cents(-5), cents(5)), 0)).toBe(true);
  });
});

describe("amounts that cannot be held are refused", () => {
  test("the largest amount is held and the next is not", () => {
    expect(centsOfProduct(Number.MAX_SAFE_INTEGER, 0.01)).toBe(cents(Number.MAX_SAFE_INTEGER));
    expect(centsOfProduct(-Number.MAX_SAFE_INTEGER, 0.01)).toBe(cents(-Number.MAX_SAFE_INTEGER));
    expect(codeOf(() => centsOfProduct(2 ** 53, 0.01))).toBe("bad_amount");
    expect(codeOf(() => centsOfProduct(-(2 ** 53), 0.01))).toBe("bad_amount");
    expect(codeOf(() => cents(2 ** 53))).toBe("bad_amount");
    expect(codeOf(() => centsOfProduct(1e308, 1e308))).toBe("bad_amount");
  });

  test.each([
    [[Number.NaN]],
    [[Number.POSITIVE_INFINITY]],
    [[0, Number.POSITIVE_INFINITY]],
    [[0, Number.NEGATIVE_INFINITY, 0]],
  ])("%p is not finite", (factors) => {
    expect(codeOf(() => centsOfProduct(...factors))).toBe("bad_amount");
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])("%p is no whole number of cents", (value) => {
    expect(codeOf(() => cents(value))).toBe("bad_amount");
  });
});

describe("a sum of amounts", () => {
  test("is exact, or refused: also where only a partial sum passes 2^53", () => {
    const amount = fc.maxSafeInteger().map(cents);
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 6 }), (amounts) => {
        const exact = amounts.reduce((sum, each) => sum + BigInt(each), 0n);
        const outcome = codeOf(() => {
          expect(addCents(...amounts)).toBe(Number(exact) as Cents);
        });
        expect(["bad_amount", "nothing was thrown"]).toContain(outcome);
      }),
    );
    const most = cents(Number.MAX_SAFE_INTEGER);
    expect(codeOf(() => addCents(most, cents(2), cents(-most)))).toBe("bad_amount");
  });

  test("does not depend on the order", () => {
    const amounts = fc.array(fc.integer({ min: -1e12, max: 1e12 }).map(cents), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, (each) => {
        expect(addCents(...each)).toBe(addCents(...each.toReversed()));
      }),
    );
    expect(addCents()).toBe(ZERO_CENTS);
  });
});

describe("text", () => {
  test("every amount is read back from what it is written as", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(parseCents(formatCents(cents(value)))).toBe(cents(value));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [0, "0.00"],
    [5, "0.05"],
    [-5, "-0.05"],
    [-123_450, "-1234.50"],
    [Number.MAX_SAFE_INTEGER, "90071992547409.91"],
  ])("%p is written as %p", (value, text) => {
    expect(formatCents(cents(value))).toBe(text);
  });

  test.each([
    ["1234.5", 123_450],
    ["+7", 700],
    [" 0.07 ", 7],
    ["-1234.56", -123_456],
    ["007.10", 710],
  ])("%p is read as %p", (text, value) => {
    expect(parseCents(text)).toBe(cents(value));
  });

  test.each([
    "",
    ".",
    "1.",
    ".5",
    "1.234",
    "1,234.00",
    "1e5",
    "--1",
    "$1",
    "0x10",
    "NaN",
    "٣",
    "90071992547409.92",
    "999999999999999",
  ])("%p is refused, not rounded or guessed", (text) => {
    expect(codeOf(() => parseCents(text))).toBe("bad_amount");
  });
});
