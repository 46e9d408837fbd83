import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

let desk: BooksDesk;
let id = "";
beforeAll(async () => {
  desk = await BooksDesk.of();
  desk.actions();
  id = await desk.portfolio("Books");
});
afterAll(() => desk[Symbol.asyncDispose]());

const post = (event: Body) => desk.post(`/${id}/events`, event);
async function history(query = ""): Promise<{ total: number; events: Body[]; derived: Body[] }> {
  return (await desk.get(`/${id}/events${query}`)) as never;
}

describe("events of a lot", () => {
  test.each<[Body, Body, Body]>([
    [{}, { kind: "increase", quantity: 5, price: 49, fees: 1.5 }, { status: "open", quantity: 15 }],
    [{}, { kind: "reduce", quantity: 5, price: 49 }, { quantity: 5 }],
    [{}, { kind: "close", price: 49, time: "15:59:59" }, { status: "closed", closed_on: "2026-05-20" }],
    [{}, { kind: "close", quantity: 10, price: 49, currency: "USD" }, { status: "closed" }],
    [{ quantity: -10 }, { kind: "reduce", quantity: 4, price: 49 }, { quantity: -6 }],
    [{}, { kind: "transfer_out", quantity: 3, price: 49 }, { quantity: 7 }],
    [{}, { kind: "transfer_out", price: 49 }, { status: "closed" }],
    [{}, { kind: "merger_cash", price: 60 }, { status: "closed" }],
    [{}, { kind: "write_off", reason: "bankrupt" }, { status: "closed" }],
    [{ symbol: "MSFT261218C00040000" }, { kind: "expire" }, { status: "closed" }],
    [
      { symbol: "LAKE_HOUSE", investment_class: "PRIVATE" },
      { kind: "valuation", price: 70 },
      { quantity: 10 },
    ],
  ])("of %j: %j", async (terms, event, then) => {
    const position = await desk.lot(id, terms);
    const told = await post({ position, date: "2026-05-20", ...event });
    expect(told).toMatchObject({
      kind: event.kind as string,
      date: "2026-05-20",
      opened: null,
      position: then,
    });
    const { events } = await history(`?position=${position}`);
    expect(events[0]).toMatchObject({
      id: told.id as string,
      kind: event.kind as string,
      source: "api",
      reason: (event.reason as string) ?? null,
    });
  });

  test("an option that is held long is exercised, one that is written is assigned, and shares change hands", async () => {
    const held = await desk.lot(id, { symbol: "AAPL261218C00090000", quantity: 2, price: 5 });
    const told = await post({ kind: "exercise", position: held, date: "2026-05-20", quantity: 1 });
    expect(told).toMatchObject({
      // One is left; the split since has made two of it, as of the shares.
      position: { quantity: 2 },
      opened: { symbol: "AAPL", quantity: 200, opening: { quantity: 100, price: 90 } },
    });
    const written = await desk.lot(id, { symbol: "AAPL261218P00110000", quantity: -1, price: 5 });
    const assigned = await post({ kind: "assign", position: written, date: "2026-05-21" });
    expect(assigned).toMatchObject({
      position: { status: "closed" },
      opened: { symbol: "AAPL", quantity: 200 },
    });
  });

  test("a lot becomes another, or another comes from it", async () => {
    const date = "2026-05-20";
    const renamed = await post({ kind: "rename", position: await desk.lot(id), date, symbol: "NEWCO" });
    expect(renamed).toMatchObject({
      position: { status: "closed" },
      opened: { symbol: "NEWCO", quantity: 10, opening: { kind: "rename" } },
    });
    const merger = { kind: "merger_stock", date, symbol: "BIGCO", ratio: 0.5, cash: 1.25 };
    expect(await post({ ...merger, position: await desk.lot(id) })).toMatchObject({
      opened: { quantity: 5 },
    });
    const spin = { kind: "spin_off", date, symbol: "CHILD", ratio: 0.1, cost_share: 0.2 };
    expect(await post({ ...spin, position: await desk.lot(id) })).toMatchObject({
      position: { status: "open", quantity: 10 },
      opened: { symbol: "CHILD", quantity: 1 },
    });
  });
});

describe("events of the portfolio", () => {
  test.each<[Body, Body]>([
    [{ kind: "contribution", amount: 100.1 }, { amount: 100.1 }],
    [
      { kind: "withdrawal", amount: 0.01, time: "09:30" },
      { amount: 0.01, time: "09:30:00" },
    ],
    [{ kind: "interest", amount: -3.5 }, { amount: -3.5 }],
    [
      { kind: "fee", amount: 12, reason: "custody" },
      { amount: 12, reason: "custody" },
    ],
    [
      { kind: "dividend", symbol: "brk.b", amount: 7 },
      { symbol: "BRK-B", amount: 7 },
    ],
    [{ kind: "dividend", symbol: "lake_house", amount: 7 }, { symbol: "LAKE_HOUSE" }],
    [
      { kind: "split", symbol: "msft", numerator: 3, denominator: 2 },
      { symbol: "MSFT", ratio: "3:2" },
    ],
    [{ kind: "contribution", amount: 100, currency: "EUR" }, { currency: "EUR" }],
  ])("%j", async (event, then) => {
    const told = await post({ date: "2026-05-21", ...event });
    expect(told).toMatchObject({ kind: event.kind as string, position: null, opened: null });
    const { events } = await history();
    expect(events.find((each) => each.id === told.id)).toMatchObject({
      position_id: null,
      source: "api",
      ...then,
    });
  });
});

test("a reversal stays beside what it reverses, and the books are told without both", async () => {
  const position = await desk.lot(id);
  const { id: event } = await post({ kind: "close", position, date: "2026-05-20", price: 1 });
  const told = await desk.post(`/${id}/events/${event}/reverse`, { reason: "wrong lot" });
  expect(told).toEqual({ id: expect.any(String), reverses: event });
  const { events } = await history(`?position=${position}`);
  expect(events).toHaveLength(3);
  expect(events.find((each) => each.id === told.id)).toMatchObject({ reverses: event, reason: "wrong lot" });
  expect(events.find((each) => each.id === event)).toMatchObject({ reversed_by: told.id });
  expect(await desk.get(`/${id}/positions/${position}`)).toMatchObject({ position: { status: "open" } });
  for (const again of [event, told.id]) {
    const twice = await desk.ask("POST", `/${id}/events/${again}/reverse`, { reason: "again" });
    expect(twice).toMatchObject({ status: 422, body: { code: "event_refused" } });
  }
});

test("what nobody records is derived: splits, dividends, settlements, newest first, of all lots or of one", async () => {
  const own = await desk.portfolio("Derived");
  const [aapl, msft] = [await desk.lot(own, { symbol: "AAPL", price: 100 }), await desk.lot(own)];
  const option = await desk.lot(own, { symbol: "MSFT260522C00040000", quantity: 2, price: 3 });
  const told = await desk.get(`/${own}/events`);
  expect(told).toMatchObject({ derived_through: "2026-05-29", derived_total: 3, total: 3 });
  expect(told.derived).toEqual([
    { position_id: msft, symbol: "MSFT", kind: "dividend", date: "2026-05-27", ratio: null, cash: 10 },
    { position_id: aapl, symbol: "AAPL", kind: "split", date: "2026-05-26", ratio: "2:1", cash: null },
    {
      position_id: option,
      symbol: "MSFT260522C00040000",
      kind: "expire",
      date: "2026-05-22",
      ratio: null,
      cash: 1_200,
    },
  ]);
  expect(await desk.get(`/${own}/events?position=${msft}`)).toMatchObject({ total: 1, derived_total: 1 });
  const page = await desk.get(`/${own}/events?limit=1&offset=1`);
  expect(page.derived).toEqual((told.derived as Body[]).slice(1, 2));
  expect(page.events).toEqual((told.events as Body[]).slice(1, 2));
});

describe("what is no event is refused, and nothing is stored", () => {
  const AT = { date: "2026-05-20" };
  test.each<[Body, string, string]>([
    [{}, "bad_request", "kind"],
    [{ kind: "open", ...AT }, "bad_request", "kind"],
    [
      { kind: "nope", ...AT },
      "bad_request",
      "spin_off, contribution, withdrawal, interest, fee, dividend, split.",
    ],
    [{ kind: "contribution", amount: 0, ...AT }, "event_refused", "EQUITY_001"],
    [{ kind: "fee", amount: -1, ...AT }, "event_refused", "EQUITY_001"],
    [{ kind: "interest", amount: 0, ...AT }, "event_refused", "is 0"],
    [{ kind: "contribution", amount: 1.005, ...AT }, "bad_request", "amount:"],
    [{ kind: "contribution", amount: "1", ...AT }, "bad_request", "amount:"],
    [{ kind: "contribution", ...AT }, "bad_request", "amount:"],
    [{ kind: "contribution", amount: 1 }, "bad_request", "date:"],
    [{ kind: "contribution", amount: 1, date: "2026-05-30" }, "bad_date", "yet to come"],
    [{ kind: "contribution", amount: 1, date: "2026-05-18" }, "event_refused", "before the books open"],
    [{ kind: "contribution", amount: 1, ...AT, currency: "XX" }, "bad_request", "currency:"],
    [{ kind: "contribution", amount: 1, ...AT, position: "$l" }, "bad_request", '"position"'],
    [{ kind: "withdrawal", amount: 1e12, ...AT }, "event_refused", "EQUITY_003"],
    [{ kind: "dividend", amount: 1, ...AT }, "bad_request", "symbol:"],
    [{ kind: "dividend", amount: 1, symbol: "A B", ...AT }, "bad_symbol", "A B"],
    [
      { kind: "split", symbol: "AAPL", numerator: 2, denominator: 0, ...AT },
      "bad_request",
      "two whole numbers",
    ],
    [{ kind: "split", symbol: "AAPL", numerator: 1.5, denominator: 1, ...AT }, "bad_request", "numerator:"],
    [{ kind: "split", symbol: "AAPL", numerator: 2, ...AT }, "bad_request", "denominator:"],
    [{ kind: "close", ...AT, price: 1 }, "bad_request", "position:"],
    [{ kind: "close", ...AT, position: "$l" }, "bad_request", "price:"],
    [{ kind: "close", ...AT, position: "$l", price: 1, quantity: 5 }, "event_refused", "takes all 10"],
    [{ kind: "increase", ...AT, position: "$l", price: 1 }, "bad_request", "quantity:"],
    [{ kind: "increase", ...AT, position: "$l", price: 1e9, quantity: 1e12 }, "bad_amount", "check"],
    [{ kind: "reduce", ...AT, position: "$l", price: 1, quantity: 11 }, "event_refused", "takes 11"],
    [{ kind: "expire", ...AT, position: "$l" }, "event_refused", "no option"],
    [{ kind: "write_off", ...AT, position: "$l", price: 1 }, "bad_request", '"price"'],
    [{ kind: "valuation", ...AT, position: "$l", price: 1 }, "event_refused", "only private"],
    [{ kind: "exercise", ...AT, position: "$l" }, "event_refused", "no option"],
    [{ kind: "assign", ...AT, position: "$o" }, "event_refused", "held long"],
    [{ kind: "exercise", ...AT, position: "$o", price: 5 }, "event_refused", "delivers shares"],
    [{ kind: "exercise", ...AT, position: "$o", quantity: 11 }, "event_refused", "11 contracts"],
    [{ kind: "rename", ...AT, position: "$l", symbol: "msft" }, "event_refused", "into itself"],
    [
      { kind: "rename", ...AT, position: "$l", symbol: "X", ratio: "1:0" },
      "bad_request",
      "new units for one old",
    ],
    [{ kind: "rename", ...AT, position: "$l", symbol: "X", cash: 1 }, "bad_request", '"cash"'],
    [{ kind: "merger_stock", ...AT, position: "$l", symbol: "X" }, "bad_request", "ratio:"],
    [
      { kind: "spin_off", ...AT, position: "$l", symbol: "X", ratio: 1, cost_share: 2 },
      "bad_request",
      "cost_share:",
    ],
    [{ kind: "rename", ...AT, position: "$o", symbol: "X" }, "event_refused", "is an option"],
  ])("%j as %s", async (event, code, words) => {
    const own = await desk.portfolio(`Bad ${Bun.randomUUIDv7()}`);
    const ids = { l: await desk.lot(own), o: await desk.lot(own, { symbol: "MSFT261218C00040000" }) };
    const before = desk.served.desk.dump();
    const body = JSON.stringify(event).replace("$l", ids.l).replace("$o", ids.o);
    const told = await desk.ask("POST", `/${own}/events`, body);
    expect(told.body).toMatchObject({ code, status: told.status });
    expect(told.body.detail).toContain(words);
    expect(desk.served.desk.dump()).toBe(before);
  });

  test.each(["?limit=0", "?limit=1001", "?offset=x", "?kind=open"])("GET %s", async (query) => {
    expect(await desk.ask("GET", `/${id}/events${query}`)).toMatchObject({ status: 400 });
  });

  test.each<[Body]>([[{}], [{ reason: " " }], [{ reason: 1 }], [{ reason: "r", date: "2026-05-20" }]])(
    "a reversal by %j",
    async (body) => {
      const { id: event } = await post({ kind: "interest", amount: 1, date: "2026-05-20" });
      expect(await desk.ask("POST", `/${id}/events/${event}/reverse`, body)).toMatchObject({ status: 400 });
    },
  );
});
