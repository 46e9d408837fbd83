import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  blackScholes,
  greeks,
  type OptionInputs,
  type OptionRight,
  positionGreeks,
} from "../../src/risk/black-scholes.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyRight = fc.constantFrom<OptionRight>("CALL", "PUT");

/** Options such as are traded, and some that are not. */
const anyOption: fc.Arbitrary<OptionInputs> = fc
  .record({
    right: anyRight,
    spot: between(1, 1000),
    relative: between(0.3, 3),
    years: between(1 / 365, 5),
    volatility: between(0.02, 2),
    rate: between(-0.03, 0.12),
    yield: between(0, 0.12),
  })
  .map(({ relative, ...option }) => ({ ...option, strike: option.spot * relative }));

/** Whatever doubles allow. */
const anyAtAll: fc.Arbitrary<OptionInputs> = fc.record({
  right: anyRight,
  spot: fc.oneof(fc.constant(0), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
  strike: fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }),
  years: fc.oneof(
    fc.constant(0),
    between(0, 100),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  ),
  volatility: fc.oneof(
    fc.constant(0),
    between(0, 20),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  ),
  rate: fc.oneof(fc.constant(0), between(-1, 1), fc.double({ noNaN: true, noDefaultInfinity: true })),
  yield: fc.oneof(fc.constant(0), between(-1, 1), fc.double({ noNaN: true, noDefaultInfinity: true })),
});

const check = <T>(property: fc.IProperty<T>, numRuns = 2_000) => fc.assert(property, { numRuns });
const scaleOf = ({ spot, strike }: OptionInputs) => spot + strike;

test("call less put is the discounted forward less the discounted strike", () => {
  check(
    fc.property(anyOption, (option) => {
      const { spot, strike, years, rate, yield: dividendYield } = option;
      const difference =
        blackScholes({ ...option, right: "CALL" }) - blackScholes({ ...option, right: "PUT" });
      const parity = spot * Math.exp(-dividendYield * years) - strike * Math.exp(-rate * years);
      expect(Math.abs(difference - parity)).toBeLessThan(1e-13 * scaleOf(option));
    }),
  );
});

test("greeks are what central differences say", () => {
  check(
    fc.property(anyOption, (option) => {
      // A step of the fourth root of 1e-16, of a value that is itself smooth over the spread of the log price.
      const spread = option.volatility * Math.sqrt(option.years);
      const h = 1e-4 * Math.min(1, spread);
      const along = (
        of: (inputs: OptionInputs) => number,
        key: "spot" | "years" | "volatility" | "rate",
        step: number,
      ) =>
        (of({ ...option, [key]: option[key] + step }) - of({ ...option, [key]: option[key] - step })) /
        (2 * step);
      const made = greeks(option);
      const { spot, years, volatility } = option;
      const scale = scaleOf(option);
      const near = (actual: number, expected: number, unit: number) =>
        expect(Math.abs(actual - expected)).toBeLessThan(2e-6 * (unit + Math.abs(expected)));
      near(made.delta, along(blackScholes, "spot", spot * h), scale / spot);
      near(
        made.gamma,
        along((each) => greeks(each).delta, "spot", spot * h),
        scale / spot / spot / spread,
      );
      near(made.theta, -along(blackScholes, "years", years * h), scale / years);
      near(made.vega, along(blackScholes, "volatility", volatility * h), scale / volatility);
      near(made.rho, along(blackScholes, "rate", h / Math.max(1, years)), scale * Math.max(1, years));
    }),
  );
});

test("a call rises and a put falls with the spot, both rise with volatility, neither leaves its bounds", () => {
  check(
    fc.property(anyOption, between(0, 0.5), (option, more) => {
      const { spot, strike, years, rate, yield: dividendYield } = option;
      const slack = 1e-14 * scaleOf(option);
      const value = blackScholes(option);
      const higher = blackScholes({ ...option, spot: spot * (1 + more) });
      const sign = option.right === "CALL" ? 1 : -1;
      expect(sign * (higher - value)).toBeGreaterThanOrEqual(-slack);
      expect(
        blackScholes({ ...option, volatility: option.volatility * (1 + more) }) - value,
      ).toBeGreaterThanOrEqual(-slack);
      const [spotNow, strikeNow] = [
        spot * Math.exp(-dividendYield * years),
        strike * Math.exp(-rate * years),
      ];
      expect(value).toBeGreaterThanOrEqual(Math.max(0, sign * (spotNow - strikeNow)) - slack);
      expect(value).toBeLessThanOrEqual((sign === 1 ? spotNow : strikeNow) + slack);
    }),
  );
});

test("greeks keep to their signs, and call and put share gamma and vega", () => {
  check(
    fc.property(anyOption, (option) => {
      const [call, put] = [greeks({ ...option, right: "CALL" }), greeks({ ...option, right: "PUT" })];
      expect([call.gamma, call.vega]).toEqual([put.gamma, put.vega]);
      expect(
        Math.min(call.gamma, call.vega, call.delta, -put.delta, call.rho, -put.rho),
      ).toBeGreaterThanOrEqual(0);
      expect(call.delta - put.delta).toBeCloseTo(Math.exp(-option.yield * option.years), 13);
    }),
  );
});

test("whatever comes in, what comes out is a number or a refusal", () => {
  let made = 0;
  check(
    fc.property(anyAtAll, fc.integer({ min: -1e6, max: 1e6 }), (option, quantity) => {
      const numbers: number[] = [];
      for (const ask of [
        () => [blackScholes(option)],
        () => Object.values(greeks(option)),
        () => Object.values(positionGreeks(option, quantity, 100)),
      ]) {
        try {
          numbers.push(...ask());
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect(String(error)).toContain("past what a double holds");
        }
      }
      made += numbers.length;
      expect(numbers.filter((value) => !Number.isFinite(value) || Object.is(value, -0))).toEqual([]);
    }),
    20_000,
  );
  expect(made).toBeGreaterThan(20_000);
});
