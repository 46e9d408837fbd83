import { expect, test } from "bun:test";
import { fitLine } from "../../../src/risk/math/line-fit.ts";
import { neweyWestError } from "../../../src/risk/math/newey-west.ts";

test("a line is found, with what it leaves", () => {
  // By hand: means 2 and 3, Sxx 10, Sxy 6, so slope 0.6 and intercept 1.8.
  const fit = fitLine(Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(2, 3, 2, 5, 3));
  expect(fit?.slope).toBeCloseTo(0.4, 15);
  expect(fit?.intercept).toBeCloseTo(2.2, 15);
  expect(fit?.sst).toBeCloseTo(6, 15);
  expect(fit?.sse).toBeCloseTo(4.4, 14);
  expect(fit?.slopeError).toBeCloseTo(Math.sqrt(4.4 / 3 / 10), 15);
  expect([...(fit?.residuals ?? [])].map((value) => Number(value.toFixed(12)))).toEqual([
    -0.2, 0.4, -1, 1.6, -0.8,
  ]);
});

test("digits are not lost far from zero", () => {
  const x = Float64Array.from({ length: 50 }, (_, n) => 1e8 + n);
  const y = x.map((value) => 3 * (value - 1e8) + 7e8);
  const fit = fitLine(x, y);
  expect(fit?.slope).toBeCloseTo(3, 13);
  expect(fit?.sse).toBeLessThan(1e-12);
});

test("no line goes through points above each other, whatever their place", () => {
  for (const place of [0, 0.1, 1 / 3, 1e9 + 1 / 7]) {
    expect(
      fitLine(
        new Float64Array(40).fill(place),
        Float64Array.from({ length: 40 }, (_, n) => n),
      ),
    ).toBeNull();
  }
});

test("points on a level have no spread at all, so that none is mistaken for some", () => {
  const x = Float64Array.from({ length: 40 }, (_, n) => Math.sin(n));
  const fit = fitLine(x, new Float64Array(40).fill(1 / 3));
  expect(fit).toMatchObject({ slope: 0, sst: 0, sse: 0, slopeError: 0, intercept: 1 / 3 });
  expect(fit === null ? null : neweyWestError(fit)).toBe(0);
});

test("Newey and West's error, against the whole sandwich written out", () => {
  const n = 130;
  const x = Float64Array.from({ length: n }, (_, t) => Math.sin(t * t));
  const y = x.map((value, t) => 0.5 * value + Math.cos(t / 3));
  const fit = fitLine(x, y);
  if (fit === null) throw new Error("no fit");
  const scores = Array.from(x, (value, t) => {
    const residual = (y[t] ?? 0) - fit.intercept - fit.slope * value;
    return [residual, residual * value] as const;
  });
  const meat = [
    [0, 0],
    [0, 0],
  ];
  for (let s = 0; s < n; s++) {
    for (let t = 0; t < n; t++) {
      const weight = Math.max(0, 1 - Math.abs(s - t) / 5);
      for (const i of [0, 1] as const) {
        for (const j of [0, 1] as const) {
          (meat[i] as number[])[j] =
            (meat[i]?.[j] ?? 0) + weight * (scores[s]?.[i] ?? 0) * (scores[t]?.[j] ?? 0);
        }
      }
    }
  }
  const [sx, sxx] = [x.reduce((sum, value) => sum + value, 0), x.reduce((sum, value) => sum + value ** 2, 0)];
  const determinant = n * sxx - sx * sx;
  const bread = [-sx / determinant, n / determinant] as const;
  let variance = 0;
  for (const i of [0, 1] as const) {
    for (const j of [0, 1] as const) variance += bread[i] * (meat[i]?.[j] ?? 0) * bread[j];
  }
  expect(neweyWestError(fit) / Math.sqrt(variance)).toBeCloseTo(1, 11);
});
