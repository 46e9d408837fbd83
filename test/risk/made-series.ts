import type { Series } from "../../src/risk/sample.ts";

/** Numbers in [-1, 1) that a seed decides. */
function* noise(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

/** A made-up row: beta times the market's return and noise of up to 2 %, every session valid. */
export function madeSeries(seed: number, length: number, market?: Series, beta = 1): Series {
  const source = noise(seed);
  const returns = Float64Array.from(
    { length },
    (_, t) => beta * (market?.returns[t] ?? 0) + 0.02 * source.next().value,
  );
  return { returns, valid: new Uint8Array(length).fill(1) };
}

/** The row without the sessions of which `isMissing` holds. */
export function withHoles({ returns, valid }: Series, isMissing: (t: number) => boolean): Series {
  return {
    returns: returns.map((value, t) => (isMissing(t) ? Number.NaN : value)),
    valid: valid.map((value, t) => (isMissing(t) ? 0 : value)),
  };
}
