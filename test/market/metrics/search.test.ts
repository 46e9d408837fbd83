import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readChoices } from "../../../src/market/metrics/search/choices.ts";
import { SEARCH_COLUMNS } from "../../../src/market/metrics/search/column.ts";
import { parseSearch, type WrittenSearch } from "../../../src/market/metrics/search/parse.ts";
import { SEARCH_PERIODS } from "../../../src/market/metrics/search/period-source.ts";
import { type SearchAnswer, searchSymbols } from "../../../src/market/metrics/search/search.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { MadeMetrics, SESSION } from "./made-metrics.ts";

const base = new MadeMetrics();
const MANY = 40;

beforeAll(() => {
  // Few values on many symbols, and some unknown: nearly everything ties.
  for (let at = 0; at < MANY; at++) {
    const symbol = `T${String(at).padStart(2, "0")}`;
    base.metrics(symbol, {
      marketCap: at % 4 === 0 ? null : (at % 3) * 1e9,
      trailingPe: at % 5 === 0 ? null : -(at % 2),
      returnYtd: (at % 7) / 10,
      revenue: at % 6 === 0 ? null : at % 2,
      currency: at % 2 === 0 ? "USD" : null,
      close: 10,
      closeSession: SESSION,
    });
    if (at % 3 > 0)
      base.profile(symbol, {
        name: `Name ${at % 5}`,
        sector: at % 3 === 1 ? "Energy" : null,
        employees: at % 4,
      });
  }
});

afterAll(() => base[Symbol.dispose]());

function search(part: Partial<WrittenSearch> = {}): SearchAnswer {
  const written = { date: SESSION, filters: [], period: "ttm", limit: 50, ...part } as const;
  return searchSymbols(base.writer.db, parseSearch(written));
}

const symbolsOf = ({ items }: SearchAnswer) => items.map(({ symbol }) => symbol);
const found = (...filters: readonly string[]) => symbolsOf(search({ filters, sort: "symbol" }));

/** All pages of a search, one after the other. */
function pagesOf(part: Partial<WrittenSearch>): readonly SearchAnswer[] {
  const pages: SearchAnswer[] = [];
  let after: string | undefined;
  do {
    const page = search({ ...part, after });
    pages.push(page);
    after = page.next ?? undefined;
  } while (after !== undefined && pages.length <= MANY);
  return pages;
}

test("pages of any size, sorted by any columns either way, have every row once, in order, with ties and unknowns", () => {
  const key = fc.tuple(fc.constantFrom(...SEARCH_COLUMNS.keys()), fc.boolean());
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: MANY + 1 }),
      fc.constantFrom(...SEARCH_PERIODS),
      (keys, limit, period) => {
        const sort = keys.map(([column, isDown]) => `${isDown ? "-" : ""}${column}`).join(",");
        const pages = pagesOf({ sort, limit, period });
        const whole = search({ sort, period, limit: 200 });
        expect(pages.flatMap(symbolsOf)).toEqual(symbolsOf(whole));
        expect(new Set(symbolsOf(whole)).size).toBe(MANY);
        expect(pages.every(({ total }) => total === MANY)).toBe(true);
        expect(pages.length).toBe(Math.ceil(MANY / limit));
      },
    ),
    { numRuns: 150 },
  );
});

test("what is not known comes last, whichever way it is sorted, and what is equal by symbol", () => {
  for (const sort of ["market_cap", "-market_cap"]) {
    const values = search({ sort }).items.map(
      ({ market_cap: cap }) => (cap as { value: number | null }).value,
    );
    const known = values.filter((value) => value !== null);
    expect(values.slice(known.length).every((value) => value === null)).toBe(true);
    expect(known).toEqual([...known].sort((a, b) => (sort.startsWith("-") ? b - a : a - b)));
    const zeros = search({ sort }).items.filter(
      ({ market_cap: cap }) => (cap as { value: unknown }).value === 0,
    );
    const names = zeros.map(({ symbol }) => symbol ?? "");
    expect(names).toEqual([...names].sort());
  }
});

test("the total is that of all pages, on the last one as well, and a page past the end still tells it", () => {
  const filters = ["sector=Energy"];
  const [first] = pagesOf({ filters, limit: 5 });
  const { total } = first as SearchAnswer;
  expect(total).toBe(base.rows("SELECT count(*) AS n FROM profile WHERE sector = 'Energy'")[0]?.n as number);
  const last = pagesOf({ filters, limit: 5 }).at(-1) as SearchAnswer;
  expect([last.total, last.next]).toEqual([total, null]);
  // Everything behind the first page goes before it is asked for.
  const own = search({ filters, limit: total - 1, sort: "symbol" });
  base.writer.db.exec("SAVEPOINT gone");
  base.writer.db.exec("DELETE FROM profile WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = 'T37')");
  const behind = search({ filters, limit: total - 1, sort: "symbol", after: own.next ?? undefined });
  base.writer.db.exec("ROLLBACK TO gone");
  expect([behind.total, symbolsOf(behind)]).toEqual([total - 1, []]);
  expect(search({ filters: ["sector=None"] })).toMatchObject({ total: 0, items: [], next: null });
});

test("a cursor of another question, or none at all, is refused", () => {
  const next = search({ limit: 3 }).next ?? "";
  const refused = { code: "bad_request" };
  for (const part of [
    { sort: "symbol" },
    { filters: ["close>1"] },
    { period: "forward" },
    { text: "T" },
  ] as const)
    expect(() => search({ ...part, after: next })).toThrow(expect.objectContaining(refused));
  expect(() => search({ date: isoDate("2026-05-28"), after: next })).toThrow(
    expect.objectContaining(refused),
  );
  for (const after of [
    "x",
    Buffer.from("[]").toString("base64url"),
    Buffer.from('["",[null]]').toString("base64url"),
  ])
    expect(() => search({ after })).toThrow(expect.objectContaining(refused));
});

describe("filters", () => {
  using own = new MadeMetrics();
  const ask = (...filters: readonly string[]) =>
    symbolsOf(
      searchSymbols(
        own.writer.db,
        parseSearch({ date: SESSION, filters, period: "ttm", limit: 50, sort: "symbol" }),
      ),
    );
  own.metrics("AAA", { marketCap: 300e9, trailingPe: 0 });
  own.profile("AAA", { name: "100% Co_op", industry: "Furnishings, Fixtures & Appliances" });
  own.metrics("BBB", { marketCap: 1e9, trailingPe: -3 });
  own.profile("BBB", { name: "1000 Coop", industry: "Software" });
  own.metrics("CCC", {});
  own.profile("CCC", { name: "back\\slash" });
  const results = {
    greater: ask("market_cap>=1e9"),
    both: ask("market_cap>1e9", "trailing_pe=0"),
    differs: ask("trailing_pe!=0"),
    comma: ask("industry=Furnishings, Fixtures & Appliances"),
    percent: ask("name~0%"),
    underscore: ask("name~o_o"),
    slash: ask("name~\\"),
    upper: ask("name~COOP"),
    injected: ask("name=' OR 1=1 --"),
    day: ask("metrics_date>=2026-05-29"),
    operatorInValue: ask("name~=~"),
  };

  test("compare numbers, days and texts; what is not known fulfils none", () => {
    expect(results.greater).toEqual(["AAA", "BBB"]);
    expect(results.both).toEqual(["AAA"]);
    expect(results.differs).toEqual(["BBB"]);
    expect(results.day).toEqual(["AAA", "BBB", "CCC"]);
    expect(found("trailing_pe<=0", "revenue=1").every((symbol) => symbol !== null)).toBe(true);
  });

  test("take commas, operators and wildcards in values for what they are", () => {
    expect(results.comma).toEqual(["AAA"]);
    expect(results.percent).toEqual(["AAA"]);
    expect(results.underscore).toEqual(["AAA"]);
    expect(results.slash).toEqual(["CCC"]);
    expect(results.upper).toEqual(["BBB"]);
    expect(results.injected).toEqual([]);
    expect(results.operatorInValue).toEqual([]);
  });

  test.each([
    ["nothing=1", /There is no column "nothing".*market_cap/],
    ["symbol_id=1", /There is no column/],
    ["market_cap", /not a filter; write a column, one of >= <= != = < > ~/],
    ["market_cap==1", /is a number, and "=1" is none/],
    ["market_cap>=many", /is a number, and "many" is none/],
    ["market_cap=1e999", /is a number/],
    ["market_cap=", /is a number/],
    ["market_cap~1", /is no text/],
    ["metrics_date=yesterday", /is a day/],
    ["sector=", /Write with what sector is compared/],
    ['sector"; DROP TABLE symbol; --=1', /not a filter/],
  ])("%s is refused, with what may be written", (filter, told) => {
    expect(() => search({ filters: [filter] })).toThrow(
      expect.objectContaining({ code: "bad_request", message: expect.stringMatching(told) }),
    );
  });

  test("by text are of the symbol or the name, with its wildcards for what they are", () => {
    expect(symbolsOf(search({ text: "t0", sort: "symbol", limit: 2 }))).toEqual(["T00", "T01"]);
    expect(search({ text: "name 4" }).total).toBeGreaterThan(0);
    expect(search({ text: "T_1" }).total).toBe(0);
    expect(search({ text: "%" }).total).toBe(0);
  });
});

test("what there is to filter by", () => {
  const choices = readChoices(base.writer.db, SESSION);
  expect(choices).toMatchObject({ sectors: ["Energy"], industries: [], countries: [], exchanges: [] });
  expect(choices.market_cap_classes.map(({ name }) => name)).toEqual([
    "Mega",
    "Large",
    "Mid",
    "Small",
    "Micro",
  ]);
  expect(choices.columns).toContainEqual({ name: "market_cap", kind: "number" });
  expect(choices.columns).toContainEqual({ name: "metrics_date", kind: "day" });
  expect(choices.columns.length).toBe(SEARCH_COLUMNS.size);
});
