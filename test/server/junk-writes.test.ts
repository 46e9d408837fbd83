import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { LOT_EVENT_KINDS, PORTFOLIO_EVENT_KINDS } from "../../db/schema/words.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { type Body, BooksDesk } from "./books-desk.ts";
import { SESSIONS } from "./saver.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const REQUESTS = 6_000;

let desk: BooksDesk;
let id = "";
const lots: string[] = [];
beforeAll(async () => {
  desk = await BooksDesk.of();
  desk.actions();
  id = await desk.portfolio("Junk", { equity: 1_000_000 });
  // Enough that not all are gone before the end.
  for (let at = 0; at < 300; at += 1) {
    const kinds: readonly Body[] = [
      {},
      { symbol: "AAPL", quantity: -5 },
      { symbol: "LAKE_HOUSE", investment_class: "PRIVATE" },
      { symbol: "AAPL261218C00090000", quantity: 2 },
      { symbol: "SPXW261218P04000000", quantity: -2 },
    ];
    lots.push(await desk.lot(id, kinds[at % kinds.length]));
  }
});
afterAll(() => desk[Symbol.asyncDispose]());

const days = "2026-05-19 2026-05-20 2026-05-22 2026-05-25 2026-05-26 2026-05-29".split(" ");
const noDays = ["2026-05-18", "2026-05-30", "1990-01-02", "1990-01-03", "9999-12-31", "0000-01-01", "x"];
const day = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...days) },
  { weight: 1, arbitrary: fc.constantFrom(...noDays) },
);
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 10, 0.01, 1e-9, 5e-324, 1e12, 1e15, 1.7e308, -1e12, 0.1 + 0.2, 99.999),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const words =
  "USD EUR GBp usd SPX CALL PUT 10:00 24:00:00 CONTRIBUTION WITHDRAWAL open OPTIONS PRIVATE PUBLIC ART derived";
const odd = fc.oneof(
  fc.constantFrom("", " ", "\u0000", "\ud800", "\u00e9"),
  fc.string({ unit: "binary", maxLength: 30 }),
);
const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...words.split(" ")) },
  { weight: 1, arbitrary: odd },
);
const names = ["AAPL", "msft", "lake_house", "NEWCO", "^IRX", "AAPL261218C00090000", "MSFT260522C00040000"];
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: odd });
const position = fc.nat(400).map((at) => lots[at] ?? String(at));
const value = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: day },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** A body whose fields are mostly of the kind that they should be. */
function bodyOf(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const likely = Object.fromEntries(
    Object.entries(fields).map(([name, own]) => [
      name,
      fc.oneof({ weight: 12, arbitrary: own }, { weight: 1, arbitrary: value }),
    ]),
  );
  const exact = fc.record(likely, { requiredKeys: Object.keys(fields).filter((name) => name !== "time") });
  return fc.oneof(
    { weight: 6, arbitrary: exact },
    { weight: 2, arbitrary: fc.record(likely, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

type Sent = readonly [method: string, path: string, body: unknown];
const to = (method: string, path: string, fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  bodyOf(fields).map((body): Sent => [method, path, body]);
const toLot = (method: string, below: string, fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .tuple(position, bodyOf(fields))
    .map(([lot, body]): Sent => [method, `/Junk/positions/${lot}${below}`, body]);
const event = (kinds: readonly string[], fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  to("POST", "/Junk/events", { kind: fc.constantFrom(...kinds), date: day, ...fields });

const dealt = { position, price: number };
const paths: readonly fc.Arbitrary<Sent>[] = [
  to("POST", "", { name: text, equity: number, inception: day }),
  to("PATCH", "/Junk", { owner: text, dividends: text }),
  to("POST", "/Junk/positions", { symbol: name, quantity: number, price: number, date: day }),
  to("POST", "/Junk/positions", {
    symbol: name,
    quantity: number,
    price: number,
    date: day,
    fees: number,
    as_of: day,
  }),
  to("POST", "/Junk/positions", {
    ...{ underlying: name, strike: number, expiration: day, right: text },
    ...{ quantity: number, price: number, date: day },
  }),
  event(["increase", "reduce", "close", "transfer_out"], { ...dealt, quantity: number }),
  event(["increase", "reduce", "close", "expire", "merger_cash"], { ...dealt, fees: number, time: text }),
  event(["valuation", "close", "transfer_out"], { ...dealt, reason: text }),
  event(["exercise", "assign", "write_off", "expire", "rename"], { position }),
  event(["exercise", "assign"], dealt),
  event(["spin_off"], { position, symbol: name, ratio: number, cost_share: number }),
  event(["merger_stock"], { position, symbol: name, ratio: number, cash: number }),
  event(["rename"], { position, symbol: name }),
  event(["contribution", "withdrawal", "interest", "fee"], { amount: number, time: text }),
  event(["contribution", "withdrawal", "interest", "fee"], { amount: number, currency: text }),
  event(["dividend"], { amount: number, symbol: name }),
  event(["split"], { symbol: name, numerator: number, denominator: number }),
  event([...LOT_EVENT_KINDS, ...PORTFOLIO_EVENT_KINDS], { ...dealt, amount: number, symbol: name }),
  to("POST", "/Junk/flows", { change_type: text, amount: number, change_date: day }),
  toLot("POST", "/close", { date: day, price: number, quantity: number }),
  toLot("POST", "/valuations", { date: day, value: number }),
  toLot("PATCH", "", { quantity: number, price: number, reason: text }),
  toLot("PATCH", "", { date: day, as_of: day, note: text, reason: text }),
];

test(`${REQUESTS} writes of junk: no 500, a fault stores nothing, and the night can tell what was stored`, async () => {
  const seen = new Map<number, number>();
  const { base } = desk.served.desk;
  const rows = base.rows.bind(base) as typeof base.rows;
  const { db } = base.writer;
  const tables = ["portfolio", "lot", "lot_event", "portfolio_event", "book_change"];
  const counts = db
    .prepare(`SELECT ${tables.map((name) => `(SELECT count(*) FROM ${name})`).join(" || ' ' || ")}
    || (SELECT group_concat(note) FROM lot)`)
    .pluck();
  const property = fc.asyncProperty(fc.oneof(...paths), async ([method, path, body]) => {
    const before = counts.get();
    const { status, body: told } = await desk.ask(method, path, JSON.stringify(body) ?? "null");
    seen.set(status, (seen.get(status) ?? 0) + 1);
    expect({ told, isFine: status < 500 }).toEqual({ told, isFine: true });
    if (status >= 400) expect(counts.get()).toEqual(before);
  });
  await fc.assert(property, { numRuns: REQUESTS });
  for (const status of [200, 201, 400, 404, 422])
    expect([status, (seen.get(status) ?? 0) > 20]).toEqual([status, true]);
  expect(desk.served.log.filter((line) => line.includes("request failed"))).toEqual([]);
  await desk.get(`/${id}/positions?all=true`);
  await desk.get(`/${id}/events`);
  // Of the others some begin in 1990.
  const { status } = await desk.served.desk.run({ portfolios: [id] });
  expect(["completed", "partial"]).toContain(status);
  const faults = rows<{ message: string }>("SELECT message FROM activity_log WHERE level = 'error'");
  const ofSize = faults.filter(({ message }) => message.includes("is not a whole number of cents"));
  expect(faults).toEqual(ofSize);
  const told =
    "SELECT session FROM snapshot WHERE portfolio_id = ? UNION SELECT session FROM snapshot_gap WHERE portfolio_id = ?";
  const own = desk.served.desk.portfolio("Junk").id;
  expect(rows(told, own, own)).toHaveLength(SESSIONS.length - ofSize.length);
});
