import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import {
  dueSearch,
  isOfDay,
  SEARCH_DAYS,
  type StatementSearch,
  StatementSearches,
} from "../../../src/market/fundamentals/statement-search.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";

const EARNINGS = isoDate("2026-04-30");
const [BEFORE, PERIOD] = [isoDate("2025-12-31"), isoDate("2026-03-31")];
const [FIRST_WAIT, LAST_WAIT] = [SEARCH_DAYS[0], SEARCH_DAYS[SEARCH_DAYS.length - 1] ?? 0];

let base: TemporaryDatabase;
let symbols = 0;

beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

const after = (days: number) => addDays(EARNINGS, days);
const search = (some: Partial<StatementSearch> = {}): StatementSearch => ({
  ...{ earningsDay: EARNINGS, newestBefore: BEFORE, tries: 0, isFound: 0 },
  ...some,
});

test("without an earnings day nothing is looked for, whatever was before", () => {
  for (const stored of [null, search(), search({ isFound: 1 })])
    expect(dueSearch(stored, null, BEFORE, after(30))).toBeNull();
});

test.each(SEARCH_DAYS.map((wait, tries) => [tries, wait] as const))(
  "after %i tries it is looked for again %i days after the earnings day, or on any later night",
  (tries, wait) => {
    const stored = tries === 0 ? null : search({ tries });
    expect(dueSearch(stored, EARNINGS, BEFORE, after(wait - 1))).toBeNull();
    for (const days of [wait, wait + 1, wait + 300])
      expect(dueSearch(stored, EARNINGS, BEFORE, after(days))).toEqual(search({ tries }));
  },
);

test("after the last try it is not looked for any more, until the next earnings day", () => {
  const spent = search({ tries: SEARCH_DAYS.length });
  expect(dueSearch(spent, EARNINGS, BEFORE, after(80))).toBeNull();
  const next = isoDate("2026-07-30");
  // What it has waited for in vain may still come, and is not the next day's then.
  const begun = search({ earningsDay: next, newestBefore: EARNINGS });
  expect(dueSearch(spent, next, BEFORE, addDays(next, FIRST_WAIT))).toEqual(begun);
  const found = search({ tries: 1, isFound: 1 });
  expect(dueSearch(found, next, PERIOD, addDays(next, FIRST_WAIT))).toEqual(
    search({ earningsDay: next, newestBefore: PERIOD }),
  );
});

test("what is found is not looked for, and what was there before the earnings day is not either", () => {
  expect(dueSearch(search({ tries: 1, isFound: 1 }), EARNINGS, PERIOD, after(300))).toBeNull();
  expect(dueSearch(null, EARNINGS, PERIOD, after(300))).toBeNull();
});

test.each([
  [null, false],
  ["2026-03-31", true],
  ["2026-01-26", true],
  ["2026-01-25", false],
  ["2025-12-31", false],
])("the period that ends on %s is that of the earnings day: %p", (end, isOf) => {
  expect(isOfDay(end === null ? null : isoDate(end), EARNINGS)).toBe(isOf);
});

test.each([
  ["the period has come", search(), PERIOD, 1],
  [
    "a newer period than before has come, though late",
    search({ newestBefore: isoDate("2025-09-30") }),
    BEFORE,
    1,
  ],
  ["nothing newer has come", search(), BEFORE, 0],
  ["there is nothing at all", search({ newestBefore: null }), null, 0],
  ["all there is is too old", search({ newestBefore: null }), BEFORE, 0],
  ["the first that ever comes is the period", search({ newestBefore: null }), PERIOD, 1],
])("where %s, that is noted", (_, begun, newest, isFound) => {
  const searches = new StatementSearches(base.writer.db);
  const { id } = knownSymbol(base, `S${symbols++}`);
  expect(searches.of(id)).toBeNull();
  searches.answered(id, begun, newest, addDays(EARNINGS, FIRST_WAIT));
  expect(searches.of(id)).toEqual({ ...begun, tries: 1, isFound: isFound as 0 | 1 });
});

/** A quarter's end, when it is told of, and when the vendor has its statement: within the days of the search, or never. */
interface Quarter {
  readonly end: IsoDate;
  readonly told: IsoDate;
  readonly has: IsoDate | null;
}

const quarters = fc
  .array(fc.record({ told: fc.integer({ min: 10, max: 60 }), has: fc.option(fc.nat({ max: LAST_WAIT })) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all.map(({ told, has }, at): Quarter => {
      const end = addDays(isoDate("2025-03-31"), at * 91);
      const day = addDays(end, told);
      return { end, told: day, has: has === null ? null : addDays(day, has) };
    }),
  );

test("night after night each period is looked for until it is there and never after, by a few tries that wait longer and longer", () => {
  fc.assert(
    fc.property(quarters, fc.boolean(), (all, isFirst) => {
      const searches = new StatementSearches(base.writer.db);
      const { id } = knownSymbol(base, `S${symbols++}`);
      const tried = new Map<IsoDate, IsoDate[]>();
      let newest: IsoDate | null = isFirst ? null : isoDate("2024-12-31");
      for (let today = isoDate("2025-04-01"); today < "2026-06-01"; today = addDays(today, 1)) {
        const last = all.filter(({ told }) => told <= today).at(-1)?.told ?? null;
        const due = dueSearch(searches.of(id), last, newest, today);
        if (due === null) continue;
        // Never before anybody could have it, and never once it is there.
        expect(today >= addDays(due.earningsDay, FIRST_WAIT)).toBe(true);
        expect(due.earningsDay).toBe(last as IsoDate);
        expect(isOfDay(newest, due.earningsDay)).toBe(false);
        expect(due.isFound).toBe(0);
        tried.set(due.earningsDay, [...(tried.get(due.earningsDay) ?? []), today]);
        const had = all.filter(({ has }) => has !== null && has <= today).at(-1)?.end ?? null;
        newest = had !== null && had > (newest ?? "") ? had : newest;
        searches.answered(id, due, newest, today);
      }
      for (const [day, tries] of tried) {
        const next = all.find(({ told }) => told > day)?.told ?? isoDate("2026-06-01");
        const waits = SEARCH_DAYS.filter((wait) => addDays(day, wait) < next);
        expect(tries).toEqual(waits.slice(0, tries.length).map((wait) => addDays(day, wait)));
        const { has } = all.find(({ told }) => told === day) as Quarter;
        const isHad = has !== null && has <= addDays(day, LAST_WAIT) && has < next;
        if (!isHad) continue;
        // Found on the first try on which it was there.
        const found = waits.find((wait) => addDays(day, wait) >= (has ?? ""));
        if (found !== undefined) expect(tries.at(-1)).toBe(addDays(day, found));
      }
    }),
  );
});
