import { afterAll, beforeAll, expect, test } from "bun:test";
import { Rows } from "../../db/bulk/rows.ts";
import { symbolMetric } from "../../db/schema/metric.ts";
import { profile } from "../../db/schema/profile.ts";
import { type Asking, ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";

const BASE = "/api/v1/symbols";
const SESSION = "2026-05-29";
const CLASSES = ["Mega", "Large", "Mid", "Small", "Micro"];

let served: ServedDesk;

beforeAll(() => {
  served = new ServedDesk();
  const { db } = served.desk.base.writer;
  const [metrics, profiles] = [new Rows(db, symbolMetric), new Rows(db, profile)];
  for (let at = 1; at <= 7; at++) {
    const sql =
      "INSERT INTO symbol (id, symbol, calendar, basis, type) VALUES (?, ?, 'XNYS', 'as_traded', 'EQUITY')";
    db.prepare(sql).run(at, `S${at}`);
    const of = { symbolId: at, session: SESSION, method: "made", inputs: "", seen: 0 };
    const marketCap = at === 7 ? null : at * 1e9;
    metrics.put({
      ...of,
      marketCap,
      revenue: 5,
      reasons: marketCap === null ? '{"market_cap":"stale"}' : "{}",
    });
    const industry = at % 2 === 0 ? "Furnishings, Fixtures & Appliances" : "Software";
    profiles.put({ symbolId: at, asOf: "2026-01-05", source: "yahoo", name: `Firm ${at}`, industry });
  }
});

afterAll(() => served[Symbol.asyncDispose]());

interface Found {
  readonly date: string;
  readonly total: number;
  readonly next: string | null;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

const ask = (query: string, asking: Asking = {}) => served.ask(`${BASE}${query}`, asking);

async function search(query: string): Promise<Found> {
  const response = await ask(query);
  expect({ query, status: response.status }).toEqual({ query, status: 200 });
  return (await response.json()) as Found;
}

const symbolsOf = ({ items }: Found) => items.map(({ symbol }) => symbol);

test("symbols are found by repeated filters, with commas in them, the greatest first", async () => {
  const industry = encodeURIComponent("industry=Furnishings, Fixtures & Appliances");
  const found = await search(`?filter=market_cap%3E%3D4e9&filter=${industry}`);
  expect(found).toMatchObject({ date: SESSION, total: 2, next: null });
  expect(symbolsOf(found)).toEqual(["S6", "S4"]);
  expect(found.items[0]).toMatchObject({
    symbol: "S6",
    name: "Firm 6",
    metrics_date: SESSION,
    period_label: "TTM",
    market_cap: { value: 6e9, reason: null },
  });
});

test("pages follow a cursor to the end; what is not known comes last, with its reason", async () => {
  const symbols: unknown[] = [];
  let query = "?limit=3";
  for (let page = await search(query); ; page = await search(query)) {
    expect(page.total).toBe(7);
    symbols.push(...symbolsOf(page));
    if (page.next === null) {
      expect(page.items.at(-1)).toMatchObject({ market_cap: { value: null, reason: "stale" } });
      break;
    }
    query = `?limit=3&after=${page.next}`;
  }
  expect(symbols).toEqual(["S6", "S5", "S4", "S3", "S2", "S1", "S7"]);
});

test("by text, by date, by period, in any order", async () => {
  expect(symbolsOf(await search("?q=firm%205"))).toEqual(["S5"]);
  expect(await search("?date=2026-05-28")).toMatchObject({ total: 0, items: [] });
  const forward = await search("?period=forward&sort=-symbol&limit=1");
  expect(forward.items[0]).toMatchObject({
    symbol: "S7",
    revenue: { value: null, reason: "not_known_then" },
    ebit: { value: null, reason: "not_forecast" },
  });
});

test("what there is to filter by", async () => {
  const body = (await (await ask("/filters")).json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    date: SESSION,
    sectors: [],
    industries: ["Furnishings, Fixtures & Appliances", "Software"],
  });
  expect((body.market_cap_classes as { name: string }[]).map(({ name }) => name)).toEqual(CLASSES);
});

test.each([
  ["?filter=nothing%3D1", "bad_request"],
  ["?filter=market_cap", "bad_request"],
  ["?sort=nothing", "bad_request"],
  ["?sort=", "bad_request"],
  ["?limit=0", "bad_request"],
  ["?limit=201", "bad_request"],
  ["?after=junk", "bad_request"],
  ["?period=never", "bad_request"],
  ["?sector=Technology", "bad_request"],
  ["?date=yesterday", "bad_date"],
  ["/filters?date=yesterday", "bad_date"],
] as const)("%s is refused", async (query, code) => {
  await problemOf(await ask(query), code);
});

test("a reader's token finds them, none and an ingesting one do not; other methods are refused", async () => {
  const [read, ingest] = [await served.token("read"), await served.token("ingest")];
  for (const path of ["", "/filters"]) {
    expect((await ask(path, { token: read.token })).status).toBe(200);
    await problemOf(await ask(path, { token: null }), "unauthorized");
    await problemOf(await ask(path, { token: ingest.token }), "forbidden");
    await problemOf(await ask(path, { method: "POST", body: "{}" }), "method_not_allowed");
  }
});
