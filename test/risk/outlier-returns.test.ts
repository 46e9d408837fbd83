import { expect, test } from "bun:test";
import { flagOutliers } from "../../src/risk/outlier-returns.ts";
import { madeSeries, withHoles } from "./made-series.ts";

const LENGTH = 300;
const AT = LENGTH - 1;
const none = new Uint8Array(LENGTH);
const quiet = madeSeries(7, LENGTH);
const withReturn = (value: number, at: number) => ({ ...quiet, returns: quiet.returns.with(at, value) });

test("a return far out and beyond 25 % is flagged, up or down", () => {
  expect(flagOutliers(quiet, none, AT)).toEqual([]);
  expect(flagOutliers(withReturn(0.5, 200), none, AT)).toEqual(["outlier_returns"]);
  expect(flagOutliers(withReturn(-0.5, 200), none, AT)).toEqual(["outlier_returns"]);
});

test("one of 25 % or less is not, however quiet the rest", () => {
  expect(flagOutliers(withReturn(0.25, 200), none, AT)).toEqual([]);
  expect(flagOutliers(withReturn(0.2501, 200), none, AT)).toEqual(["outlier_returns"]);
});

test("nor one that is usual for its symbol", () => {
  const wild = { ...quiet, returns: quiet.returns.map((value) => value * 12) };
  expect(flagOutliers({ ...wild, returns: wild.returns.with(200, 0.5) }, none, AT)).toEqual([]);
});

test("8 robust deviations are the limit, not 7", () => {
  // Median 0 and MAD 0.05: the limit lies at 8 x 1.4826 x 0.05 = 0.593.
  const returns = Float64Array.from({ length: LENGTH }, (_, t) => [0.05, -0.05, 0, 0.05, -0.05][t % 5] ?? 0);
  const valid = quiet.valid;
  expect(flagOutliers({ returns: returns.with(200, 0.592), valid }, none, AT)).toEqual([]);
  expect(flagOutliers({ returns: returns.with(200, 0.594), valid }, none, AT)).toEqual(["outlier_returns"]);
});

test("nor one on a session of a corporate action", () => {
  expect(flagOutliers(withReturn(0.5, 200), none.with(200, 1), AT)).toEqual([]);
  expect(flagOutliers(withReturn(0.5, 200), none.with(199, 1), AT)).toEqual(["outlier_returns"]);
  // The session's place on the axis counts, not its place among the valid ones.
  const holed = withHoles(withReturn(0.5, 200), (t) => t === 150);
  expect(flagOutliers(holed, none.with(200, 1), AT)).toEqual([]);
});

test("252 sessions are looked at and no more", () => {
  expect(flagOutliers(withReturn(0.5, AT - 251), none, AT)).toEqual(["outlier_returns"]);
  expect(flagOutliers(withReturn(0.5, AT - 252), none, AT)).toEqual([]);
});

test("a price that mostly stands still has no scale to judge by; one that is not there has no returns", () => {
  const still = { ...quiet, returns: new Float64Array(LENGTH).with(200, 0.9) };
  expect(flagOutliers(still, none, AT)).toEqual([]);
  expect(
    flagOutliers(
      withHoles(quiet, () => true),
      none,
      AT,
    ),
  ).toEqual([]);
});
