import { afterAll, beforeAll, expect, test } from "bun:test";
import { ESTIMATE_DAYS, EstimateRows } from "../../../src/market/fundamentals/estimate-rows.ts";
import type { AnalystEstimate } from "../../../src/market/fundamentals/field-group.ts";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";

const START = isoDate("2026-01-05");
const BARE: AnalystEstimate = {
  horizon: "current_year",
  endDate: isoDate("2026-12-31"),
  epsCurrency: "USD",
  epsAverage: null,
  epsLow: null,
  epsHigh: null,
  epsYearAgo: null,
  epsGrowth: null,
  epsAnalysts: null,
  revenueCurrency: "USD",
  revenueAverage: null,
  revenueLow: null,
  revenueHigh: null,
  revenueYearAgo: null,
  revenueGrowth: null,
  revenueAnalysts: null,
};

let base: TemporaryDatabase;
let symbols = 0;
beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

function told(...tellings: readonly (readonly [day: number, some: Partial<AnalystEstimate>])[]) {
  const rows = new EstimateRows(base.writer.db);
  const { id } = knownSymbol(base, `E${symbols++}`);
  const isNew = tellings.map(([day, some]) =>
    rows.put(id, { asOf: addDays(START, day), source: "yahoo" }, [{ ...BARE, ...some }]),
  );
  return { isNew, on: (day: number) => rows.on(id, addDays(START, day))[0] ?? null };
}

test("what the newest answer does not tell is carried, and said to be", () => {
  const { on } = told([0, { revenueAverage: 1_000, revenueLow: 900 }], [7, { revenueAverage: 1_100 }]);
  expect(on(7)).toMatchObject({ revenueAverage: 1_100, revenueLow: 900, carried: ["revenueLow"] });
  expect(on(6)).toMatchObject({ revenueAverage: 1_000, revenueLow: 900, carried: [] });
});

test("nothing is carried over another currency, another period, or too many days", () => {
  const first = [0, { revenueAverage: 1_000, revenueLow: 900 }] as const;
  const euros = told(first, [7, { revenueCurrency: "EUR", revenueAverage: 850 }]);
  expect(euros.on(7)).toMatchObject({ revenueAverage: 850, revenueLow: null, carried: [] });
  const next = told(first, [7, { endDate: isoDate("2027-12-31"), revenueAverage: 1_200 }]);
  expect(next.on(7)).toMatchObject({ revenueAverage: 1_200, revenueLow: null, carried: [] });
  const old = told(first, [60, { revenueAverage: 1_100 }]);
  expect(old.on(ESTIMATE_DAYS)).toMatchObject({ revenueLow: 900 });
  expect(old.on(ESTIMATE_DAYS + 1)).toMatchObject({ revenueAverage: 1_100, revenueLow: null, carried: [] });
  expect(old.on(61 + ESTIMATE_DAYS)).toBeNull();
});

test("what is told again is stored again once half a carry has passed", () => {
  const same = { revenueAverage: 1_000 };
  const { isNew, on } = told([0, same], [ESTIMATE_DAYS / 2 - 1, same], [ESTIMATE_DAYS / 2, same]);
  expect(isNew).toEqual([true, false, true]);
  expect(on(ESTIMATE_DAYS + 1)).toMatchObject(same);
});
