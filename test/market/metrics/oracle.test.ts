import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type MeasuredSession, MetricSource } from "../../../src/market/metrics/metric-source.ts";
import { anchorsOf, PERIODS, type Period } from "../../../src/market/metrics/period.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

const ORACLE = join(import.meta.dir, "..", "..", "oracle");
const PANEL = join(ORACLE, "panel");

interface Case {
  readonly session: string;
  readonly anchors: Readonly<Record<Period, string>>;
  readonly price: Readonly<Record<Period, number>>;
  readonly total: Readonly<Record<Period, number>>;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly dollars: number;
}

const { cases } = (await Bun.file(join(ORACLE, "metrics", "metrics.json")).json()) as {
  readonly cases: readonly Case[];
};
const sessions = cases.map(({ session }) => isoDate(session));
const traded = new TemporaryDatabase();
const adjusted = new TemporaryDatabase();

beforeAll(async () => {
  await traded.import([join(PANEL, "as-traded-aapl.csv")], { basis: "as_traded" });
  await adjusted.import([join(PANEL, "split-adjusted-aapl.csv")], { basis: "split_adjusted" });
});

afterAll(() => {
  traded[Symbol.dispose]();
  adjusted[Symbol.dispose]();
});

function measured(base: TemporaryDatabase, wanted: readonly IsoDate[]): readonly MeasuredSession[] {
  const id = base.rows("SELECT id FROM symbol WHERE symbol = 'AAPL'")[0]?.id as number;
  return new MetricSource(base.writer.db).measure(id, wanted);
}

const keyOf = (prefix: "return" | "totalReturn", period: Period) =>
  `${prefix}${period.charAt(0).toUpperCase()}${period.slice(1)}` as keyof MeasuredSession["values"];

/** A return of nothing is no number to be relative to: growth is. */
function expectGrowth(value: unknown, expected: number): void {
  expect(Math.abs(((value as number) + 1) / (expected + 1) - 1)).toBeLessThan(1e-12);
  expect(Math.abs((value as number) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-13);
}

const near = (value: unknown, expected: number) =>
  expect(Math.abs((value as number) / expected - 1)).toBeLessThan(1e-9);

test("periods begin where numpy finds that they do", () => {
  for (const { session, anchors } of cases)
    expect([session, anchorsOf(isoDate(session))]).toEqual([session, anchors as never]);
});

test.each([
  ["as traded", traded],
  ["split-adjusted", adjusted],
])("returns on price and in total of a series %s", (_, base) => {
  const all = measured(base, sessions);
  for (const [at, { session, price, total }] of cases.entries()) {
    const { values, reasons } = all[at] as MeasuredSession;
    expect(values.closeSession).toBe(session);
    expect(Object.keys(reasons).filter((column) => column.includes("return"))).toEqual([]);
    for (const period of PERIODS) {
      expectGrowth(values[keyOf("return", period)], price[period]);
      expectGrowth(values[keyOf("totalReturn", period)], total[period]);
    }
  }
});

test("the year's range and average volumes, in shares of the session", () => {
  const all = measured(traded, sessions);
  for (const [at, { high, low, volume, dollars }] of cases.entries()) {
    const { values } = all[at] as MeasuredSession;
    near(values.week52High, high);
    near(values.week52Low, low);
    near(values.averageVolume, volume);
    near(values.averageDollarVolume, dollars);
    near(values.fromHigh, (values.close as number) / high - 1);
  }
});

test("each session is the same to the bit, whichever others are made with it", () => {
  const all = measured(traded, sessions);
  for (const [at, session] of sessions.entries())
    expect(measured(traded, [session])).toEqual([all[at] as MeasuredSession]);
});
