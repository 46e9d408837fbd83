import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TokenBucket } from "../../../src/market/providers/token-bucket.ts";

const MINUTE = 60_000;
const perMinute = fc.integer({ min: 1, max: 12 });
/** How long each request comes after the one before it: many at once, some after a rest. */
const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 }), fc.nat(2 * MINUTE)), {
  maxLength: 60,
  size: "max",
});

/** The instants at which requests that come in such steps may go out. */
function admitted(bucket: TokenBucket, steps: readonly number[]): { came: number; went: number }[] {
  let now = 0;
  return steps.map((step) => {
    now += step;
    return { came: now, went: now + bucket.take(now) };
  });
}

describe("a bucket", () => {
  test("lets no more than its number through in any minute, wherever the minute begins", () => {
    fc.assert(
      fc.property(perMinute, gaps, (number, steps) => {
        const times = admitted(new TokenBucket(number), steps).map(({ went }) => went);
        for (const start of times) {
          const inMinute = times.filter((at) => at >= start && at < start + MINUTE);
          expect(inMinute.length).toBeLessThanOrEqual(number);
        }
      }),
    );
  });

  test("lets each through at the first instant at which that holds, in their order", () => {
    fc.assert(
      fc.property(perMinute, gaps, (number, steps) => {
        const all = admitted(new TokenBucket(number), steps);
        for (const [at, { came, went }] of all.entries()) {
          const before = all[at - number]?.went ?? Number.NEGATIVE_INFINITY;
          expect(went).toBe(Math.max(came, before + MINUTE));
        }
      }),
    );
  });

  test("gives the whole number at once after any rest of a minute", () => {
    const bucket = new TokenBucket(5);
    const take = (now: number) => Array.from({ length: 6 }, () => bucket.take(now));
    expect(take(1_000)).toEqual([0, 0, 0, 0, 0, MINUTE]);
    expect(take(1_000 + 2 * MINUTE)).toEqual([0, 0, 0, 0, 0, MINUTE]);
  });

  test("tells the delay of the next token without taking it", () => {
    fc.assert(
      fc.property(perMinute, gaps, fc.nat(MINUTE), (number, steps, later) => {
        const bucket = new TokenBucket(number);
        const now = steps.reduce((sum, step) => sum + step, later);
        admitted(bucket, steps);
        const told = [bucket.delay(now), bucket.delay(now)];
        expect(told).toEqual([told[0] ?? -1, bucket.take(now)]);
      }),
    );
  });

  test("counts the tokens that are left: those whose minute is over", () => {
    const bucket = new TokenBucket(3);
    expect(bucket.left(0)).toBe(3);
    bucket.take(0);
    bucket.take(10_000);
    expect([0, MINUTE - 1, MINUTE, MINUTE + 10_000].map((now) => bucket.left(now))).toEqual([1, 1, 2, 3]);
  });
});
