import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

let desk: BooksDesk;
let id = "";
let lot = "";
beforeAll(async () => {
  desk = await BooksDesk.of();
  id = await desk.portfolio("Books");
  lot = await desk.lot(id);
});
afterAll(() => desk[Symbol.asyncDispose]());

const dump = () => desk.served.desk.dump(["portfolio", "lot", "lot_event"] as never);
const OPTION = { underlying: "AAPL", strike: 150, expiration: "2026-12-18", right: "CALL" };

async function refused(
  method: string,
  path: string,
  body: unknown,
  code: string,
  words: string,
): Promise<void> {
  const before = dump();
  const told = await desk.ask(method, path, body);
  expect(told.body).toMatchObject({ code, status: told.status });
  expect(told.body.detail).toContain(words);
  expect(told.status).toBeLessThan(500);
  expect(dump()).toBe(before);
}

describe("opening", () => {
  test.each<[Body, string, string]>([
    [{ symbol: undefined }, "bad_request", "symbol"],
    [{ symbol: "" }, "bad_request", "symbol:"],
    [{ symbol: "A B" }, "bad_symbol", "A B"],
    [{ symbol: "x".repeat(101) }, "bad_request", "symbol:"],
    [{ quantity: undefined }, "bad_request", "quantity:"],
    [{ quantity: 0 }, "bad_request", "quantity:"],
    [{ quantity: 1e-300 }, "bad_request", "quantity:"],
    [{ quantity: 1e13 }, "bad_request", "quantity:"],
    [{ quantity: "1" }, "bad_request", "quantity:"],
    [{ quantity: 1e12, price: 1e9 }, "bad_amount", "check quantity and price"],
    [{ price: undefined }, "bad_request", "price:"],
    [{ price: -1 }, "bad_request", "price:"],
    [{ price: 1e10 }, "bad_request", "price:"],
    [{ price: 0 }, "event_refused", "only options"],
    [{ price: null }, "bad_request", "price:"],
    [{ date: undefined }, "bad_request", "date:"],
    [{ date: "2026-13-01" }, "bad_date", "date:"],
    [{ date: "2026-05-30" }, "bad_date", "yet to come"],
    [{ date: "1989-12-29" }, "bad_date", "before 1990-01-02"],
    [{ date: "20260518" }, "bad_date", "date:"],
    [{ as_of: "2026-06-30" }, "bad_date", "yet to come"],
    [{ as_of: "0001-01-01" }, "bad_date", "before 1990"],
    [{ time: "25:00:00" }, "bad_request", "time:"],
    [{ time: "10:00:00Z" }, "bad_request", "time:"],
    [{ fees: -1 }, "bad_request", "fees:"],
    [{ fees: 1.001 }, "bad_request", "fees:"],
    [{ currency: "dollar" }, "bad_request", "currency:"],
    [{ currency: "usd" }, "event_refused", "currency"],
    [{ investment_class: "BONDS" }, "bad_request", "investment_class:"],
    [{ investment_subtype: "ART" }, "bad_request", "investment_subtype:"],
    [{ investment_class: "PRIVATE", investment_subtype: "STOCK" }, "bad_request", "investment_subtype:"],
    [{ kind: "close" }, "bad_request", "kind:"],
    [{ multiplier: 1.5 }, "bad_request", "multiplier:"],
    [{ multiplier: 0 }, "bad_request", "multiplier:"],
    [{ multiplier: 10 }, "event_refused", "Only an option has a multiplier"],
    [{ note: "" }, "bad_request", "note:"],
    [{ note: "x".repeat(501) }, "bad_request", "note:"],
    [{ note: "a\u0000b" }, "bad_request", "note:"],
    [{ reason: 5 }, "bad_request", "reason:"],
    [{ entry_price: 5 }, "bad_request", '"entry_price"'],
    [{ investment_class: "PUBLIC", ...OPTION }, "bad_request", "investment_class is OPTIONS"],
    [{ investment_class: "OPTIONS" }, "event_refused", "not an OCC symbol"],
    [{ symbol: "AAPL", ...OPTION, strike: undefined }, "bad_request", "strike: an option has all"],
    [
      { symbol: undefined, ...OPTION, right: undefined, expiration: undefined },
      "bad_request",
      "expiration, right:",
    ],
    [{ symbol: "MSFT", ...OPTION }, "bad_request", "symbol: it is neither"],
    [{ symbol: "AAPL261218P00150000", ...OPTION }, "event_refused", "other terms"],
    [{ symbol: "AAPL", ...OPTION, strike: 0 }, "bad_request", "strike:"],
    [{ symbol: "AAPL", ...OPTION, strike: 1.0005 }, "bad_request", "strike:"],
    [{ symbol: "AAPL", ...OPTION, strike: 1e6 }, "bad_request", "strike:"],
    [{ symbol: "AAPL", ...OPTION, right: "BUY" }, "bad_request", "right:"],
    [{ symbol: "AAPL", ...OPTION, expiration: "1999-12-31" }, "bad_request", "expiration:"],
    [{ symbol: "AAPL", ...OPTION, expiration: "2026-01-16" }, "event_refused", "had expired"],
    [{ symbol: "AAPL", ...OPTION, underlying: "A B" }, "bad_request", "underlying:"],
    [{ symbol: "AAPL", ...OPTION, underlying: "ABCDEFGH" }, "bad_request", "symbol:"],
    [{ symbol: undefined, ...OPTION, underlying: "ABCDEFGH" }, "event_refused", "OCC"],
    [{ symbol: "AAPL", ...OPTION, investment_subtype: "PUT" }, "bad_request", "contradicts"],
    [{ symbol: "AAPL", ...OPTION, quantity: 1e12 }, "bad_amount", "check quantity"],
    [{ symbol: "AAPL261318C00150000" }, "event_refused", "OCC"],
  ])("%j is refused as %s", async (bad, code, words) => {
    const good = { symbol: "MSFT", quantity: 1, price: 50, date: "2026-05-18" };
    await refused("POST", `/${id}/positions`, { ...good, ...bad }, code, words);
  });
});

describe("correcting", () => {
  test.each<[Body, string, string]>([
    [{}, "bad_request", "nothing to change"],
    [{ reason: "only" }, "bad_request", "nothing to change"],
    [{ quantity: 5 }, "bad_request", "reason:"],
    [{ note: "x", price: 5 }, "bad_request", "reason:"],
    [{ quantity: 5, reason: "  " }, "bad_request", "reason:"],
    [{ quantity: -5, reason: "r" }, "event_refused", "sign"],
    [{ quantity: 0, reason: "r" }, "bad_request", "quantity:"],
    [{ price: 0, reason: "r" }, "event_refused", "only options"],
    [{ quantity: 1e12, price: 1e9, reason: "r" }, "bad_amount", "check"],
    [{ date: "2026-06-01", reason: "r" }, "bad_date", "yet to come"],
    [{ as_of: "9999-12-31", reason: "r" }, "bad_date", "yet to come"],
    [{ symbol: "AAPL", reason: "r" }, "bad_request", '"symbol"'],
    [{ note: 5 }, "bad_request", "note:"],
  ])("%j is refused as %s", async (bad, code, words) => {
    await refused("PATCH", `/${id}/positions/${lot}`, bad, code, words);
  });
});

describe("closing and deleting", () => {
  test.each<[Body, string, string]>([
    [{ price: 50 }, "bad_request", "date:"],
    [{ date: "2026-05-20" }, "bad_request", "price:"],
    [{ date: "2026-05-20", price: 50, quantity: 11 }, "event_refused", "takes 11"],
    [{ date: "2026-05-20", price: 50, quantity: -1 }, "bad_request", "quantity:"],
    [{ date: "2026-05-20", price: 50, quantity: 0 }, "bad_request", "quantity:"],
    [{ date: "2026-05-15", price: 50 }, "event_refused", "Nothing is held"],
    [{ date: "2026-05-31", price: 50 }, "bad_date", "yet to come"],
    [{ date: "2026-05-20", price: 50, fees: -0.01 }, "bad_request", "fees:"],
    [{ date: "2026-05-20", price: 50, kind: "close" }, "bad_request", '"kind"'],
  ])("%j is refused as %s", async (bad, code, words) => {
    await refused("POST", `/${id}/positions/${lot}/close`, bad, code, words);
  });

  test.each<[Body]>([[{}], [{ reason: "" }], [{ reason: null }], [{ reason: "r", force: true }]])(
    "a deletion by %j is refused",
    async (bad) => {
      await refused("DELETE", `/${id}/positions/${lot}`, bad, "bad_request", "");
    },
  );

  test.each(["?all=maybe", "?limit=0", "?limit=2001", "?offset=-1", "?open=true"])("%s", async (query) => {
    await refused("GET", `/${id}/positions${query}`, null, "bad_request", query.slice(1, 4));
  });
});
