import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { EarningsRows } from "../../../src/market/fundamentals/earnings-rows.ts";
import type { EarningsDates } from "../../../src/market/fundamentals/field-group.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";

let base: TemporaryDatabase;
let symbols = 0;

beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

const nextSymbol = () => knownSymbol(base, `E${symbols++}`).id;
const rowsOf = () => new EarningsRows(base.writer.db);
const countOf = (id: number) => base.rows("SELECT 1 FROM earnings_date WHERE symbol_id = ?", id).length;
const on = (day: string) => ({ asOf: isoDate(day), source: "yahoo" as const });

type Told = { readonly [K in keyof EarningsDates]?: EarningsDates[K] | string };

/** What a vendor tells of earnings: nothing of what is not said. */
const told = (some: Told): EarningsDates =>
  ({
    ...{ lastDate: null, nextFrom: null, nextThrough: null, isExpected: null },
    ...{
      epsAverage: null,
      epsLow: null,
      epsHigh: null,
      revenueAverage: null,
      revenueLow: null,
      revenueHigh: null,
    },
    ...some,
  }) as EarningsDates;

const WINDOW = { nextFrom: "2026-07-30", nextThrough: "2026-08-03", isExpected: true } as const;

test("what is told is stored once, and again when any of it is other", () => {
  const [rows, id] = [rowsOf(), nextSymbol()];
  const all = told({ lastDate: "2026-04-30", ...WINDOW, epsAverage: 1.5, epsLow: 0, revenueHigh: 9e10 });
  expect(rows.on(id, isoDate("2026-05-04"))).toBeNull();
  expect(rows.put(id, on("2026-05-04"), all)).toBe(true);
  expect(rows.put(id, on("2026-05-11"), all)).toBe(false);
  expect(rows.on(id, isoDate("2026-05-11"))).toEqual({
    ...(all as object),
    asOf: "2026-05-04",
    source: "yahoo",
    isExpected: 1,
  } as never);
  expect(rows.put(id, on("2026-05-18"), told({ ...all, epsAverage: 1.6 }))).toBe(true);
  expect(rows.on(id, isoDate("2026-05-17"))?.epsAverage).toBe(1.5);
  expect(rows.on(id, isoDate("2026-05-18"))?.epsAverage).toBe(1.6);
  expect(countOf(id)).toBe(2);
});

test("a null overwrites nothing: neither the last day, nor one that is to come, nor what is expected of it", () => {
  const [rows, id] = [rowsOf(), nextSymbol()];
  rows.put(id, on("2026-05-04"), told({ lastDate: "2026-04-30", ...WINDOW, epsAverage: 1.5, epsLow: 0 }));
  expect(rows.put(id, on("2026-05-11"), told({}))).toBe(false);
  expect(rows.put(id, on("2026-05-18"), told({ ...WINDOW }))).toBe(false);
  expect(countOf(id)).toBe(1);
  expect(rows.put(id, on("2026-05-25"), told({ epsHigh: 2 }))).toBe(true);
  expect(rows.on(id, isoDate("2026-05-25"))).toMatchObject({
    ...{ lastDate: "2026-04-30", ...WINDOW, isExpected: 1 },
    ...{ epsAverage: 1.5, epsLow: 0, epsHigh: 2 },
  } as object);
});

test("a day that was to come is none to come once it has passed", () => {
  const [rows, id] = [rowsOf(), nextSymbol()];
  rows.put(id, on("2026-05-04"), told({ ...WINDOW, epsAverage: 1.5 }));
  rows.put(id, on("2026-08-03"), told({}));
  expect(rows.on(id, isoDate("2026-08-03"))).toMatchObject({ ...WINDOW, isExpected: 1 } as object);
  rows.put(id, on("2026-08-04"), told({ lastDate: "2026-07-30" }));
  expect(rows.on(id, isoDate("2026-08-04"))).toMatchObject({
    ...{ lastDate: "2026-07-30", nextFrom: null, nextThrough: null, isExpected: null, epsAverage: null },
  });
});

test("what was expected of one day is not expected of another", () => {
  const [rows, id] = [rowsOf(), nextSymbol()];
  rows.put(id, on("2026-05-04"), told({ ...WINDOW, epsAverage: 1.5, revenueAverage: 1e9 }));
  rows.put(
    id,
    on("2026-05-11"),
    told({ nextFrom: "2026-07-31", nextThrough: "2026-07-31", isExpected: false }),
  );
  expect(rows.on(id, isoDate("2026-05-11"))).toMatchObject({
    ...{ nextFrom: "2026-07-31", nextThrough: "2026-07-31", isExpected: 0 },
    ...{ epsAverage: null, revenueAverage: null },
  });
});

test("the last day never goes back", () => {
  const [rows, id] = [rowsOf(), nextSymbol()];
  rows.put(id, on("2026-05-04"), told({ lastDate: "2026-04-30" }));
  expect(rows.put(id, on("2026-05-11"), told({ lastDate: "2026-01-29" }))).toBe(false);
  expect(rows.on(id, isoDate("2026-05-11"))?.lastDate).toBe(isoDate("2026-04-30"));
});

test.each([
  ["nothing is known", [], "2026-08-10", null],
  ["one was told afterwards", [["2026-08-03", { lastDate: "2026-07-30" }]], "2026-08-10", "2026-07-30"],
  ["one was named and is still to come", [["2026-05-04", WINDOW]], "2026-08-02", null],
  ["one was named and has come", [["2026-05-04", WINDOW]], "2026-08-03", "2026-08-03"],
  [
    "one was named, and another before it came",
    [
      ["2026-05-04", WINDOW],
      ["2026-07-01", { nextFrom: "2026-08-20", nextThrough: "2026-08-20" }],
    ],
    "2026-08-10",
    null,
  ],
  [
    "one had come when another was named",
    [
      ["2026-05-04", WINDOW],
      ["2026-08-05", { nextFrom: "2026-10-29", nextThrough: "2026-10-29" }],
    ],
    "2026-08-10",
    "2026-08-03",
  ],
  ["it is told before its day", [["2026-07-01", { lastDate: "2026-07-30" }]], "2026-07-15", null],
  [
    "it is asked about a day before anybody told",
    [["2026-08-03", { lastDate: "2026-07-30" }]],
    "2026-08-02",
    null,
  ],
] as [string, [string, Told][], string, string | null][])(
  "the last earnings day where %s",
  (_, tellings, today, last) => {
    const [rows, id] = [rowsOf(), nextSymbol()];
    for (const [day, some] of tellings) rows.put(id, on(day), told(some));
    expect(rows.lastDay(id, isoDate(today))).toBe(last as IsoDate | null);
  },
);

test("the last earnings day is never to come, and never goes back as days pass", () => {
  const start = isoDate("2026-01-05");
  const tellings = fc.array(
    fc.record({
      after: fc.nat({ max: 40 }),
      last: fc.option(fc.nat({ max: 60 })),
      next: fc.option(fc.nat({ max: 60 })),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(tellings, (all) => {
      const [rows, id] = [rowsOf(), nextSymbol()];
      let [today, before]: [IsoDate, IsoDate | null] = [start, null];
      for (const { after, last, next } of all) {
        today = addDays(today, after);
        const nextFrom = next === null ? null : addDays(today, 1 + next);
        const lastDate = last === null ? null : addDays(today, -last);
        rows.put(id, { asOf: today, source: "yahoo" }, told({ lastDate, nextFrom, nextThrough: nextFrom }));
        const known = rows.lastDay(id, today);
        if (known !== null) expect(known <= today).toBe(true);
        if (before !== null) expect(known !== null && known >= before).toBe(true);
        before = known;
      }
    }),
  );
});
