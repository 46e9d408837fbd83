import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

let desk: BooksDesk;
let id = "";
beforeAll(async () => {
  desk = await BooksDesk.of();
  desk.actions();
  id = await desk.portfolio("Books");
});
afterAll(() => desk[Symbol.asyncDispose]());

async function listed(query = ""): Promise<readonly Body[]> {
  return (await desk.get(`/${id}/positions${query}`)).positions as Body[];
}

async function view(lot: string): Promise<Body> {
  return (await desk.get(`/${id}/positions/${lot}`)).position as Body;
}

test("a lot that is opened is told as it stands, whatever way it is asked for", async () => {
  const terms = {
    kind: "transfer_in",
    symbol: "brk.b",
    quantity: 2.5,
    price: 500.125,
    date: "2026-05-19",
    time: "10:30",
    as_of: "2026-05-18",
    fees: 9.95,
    currency: "USD",
    investment_class: "public",
    investment_subtype: "stock",
    note: " from Grandma\nwith love ",
    reason: "gift",
  };
  const { position } = (await desk.post(`/${id}/positions`, terms)) as { position: Body };
  expect(position).toEqual({
    id: expect.any(String),
    symbol: "BRK-B",
    status: "open",
    position_type: "LONG",
    investment_class: "PUBLIC",
    investment_subtype: "STOCK",
    multiplier: 1,
    underlying: null,
    strike: null,
    expiration: null,
    right: null,
    note: "from Grandma\nwith love",
    quantity: 2.5,
    opening: {
      kind: "transfer_in",
      date: "2026-05-19",
      time: "10:30:00",
      quantity: 2.5,
      price: 500.125,
      currency: "USD",
      fees: 9.95,
      as_of: "2026-05-18",
    },
    closed_on: null,
    value: null,
  });
  expect(await view(position.id as string)).toEqual(position);
  expect(await listed()).toContainEqual(position);
});

test.each<[Body, Body]>([
  [
    { symbol: "AAPL261218C00150000", quantity: -1 },
    {
      position_type: "SC",
      underlying: "AAPL",
      strike: 150,
      expiration: "2026-12-18",
      right: "CALL",
      multiplier: 100,
    },
  ],
  [{ symbol: "aapl261218p00150000" }, { position_type: "LP", symbol: "AAPL261218P00150000" }],
  [
    { symbol: undefined, underlying: "aapl", strike: 150.5, expiration: "2026-12-18", right: "put" },
    { symbol: "AAPL261218P00150500", underlying: "AAPL", investment_class: "OPTIONS" },
  ],
  [
    {
      symbol: "AAPL",
      underlying: "AAPL",
      strike: 1,
      expiration: "2026-12-18",
      right: "CALL",
      multiplier: 10,
      price: 0,
    },
    { multiplier: 10, symbol: "AAPL261218C00001000" },
  ],
  [{ symbol: "cash_usd" }, { investment_class: "PRIVATE", symbol: "CASH_USD" }],
  [{ symbol: "Lake House", investment_class: "PRIVATE" }, {}],
  [
    { symbol: "LAKE_HOUSE", investment_class: "PRIVATE", investment_subtype: "REAL_ESTATE" },
    { investment_subtype: "REAL_ESTATE" },
  ],
  [
    { symbol: "MSFT", quantity: -3 },
    { position_type: "SHORT", quantity: -3 },
  ],
] as const)("a lot of %j", async (terms, expected) => {
  const lot = { symbol: "MSFT", quantity: 2, price: 1, date: "2026-05-18", ...terms };
  const told = await desk.ask("POST", `/${id}/positions`, lot);
  if (Object.keys(expected).length === 0) {
    expect(told).toMatchObject({ status: 400, body: { code: "bad_symbol" } });
    return;
  }
  expect(told).toMatchObject({ status: 201, body: { position: expected } });
});

test("a quantity is of today's basis, through the splits since; one that was told after it is not split again", async () => {
  const before = await desk.lot(id, { symbol: "AAPL", quantity: 3, price: 100 });
  const after = await desk.lot(id, { symbol: "AAPL", quantity: 3, price: 53, date: "2026-05-26" });
  const asOf = await desk.lot(id, { symbol: "AAPL", quantity: 6, price: 50, as_of: "2026-05-29" });
  expect([await view(before), await view(after), await view(asOf)]).toMatchObject([
    { quantity: 6, opening: { quantity: 3 } },
    { quantity: 3 },
    { quantity: 6 },
  ]);
});

test("a night's value stands beside it, and a lot that came after has none", async () => {
  const own = await desk.portfolio("Valued");
  const lot = await desk.lot(own);
  await desk.served.desk.run();
  const late = await desk.lot(own, { date: "2026-05-20" });
  const { positions } = (await desk.get(`/${own}/positions`)) as { positions: Body[] };
  const value = {
    date: "2026-05-29",
    price: 42,
    price_date: "2026-05-29",
    market_value: 420,
    unrealized_pnl: -80,
    // The lot that came after is one of the events since.
    overtaken: true,
  };
  expect(positions).toMatchObject([
    { id: lot, value },
    { id: late, value: null },
  ]);
});

test("a part is sold, then the rest; then it is listed only if all are asked for", async () => {
  const lot = await desk.lot(id);
  const part = await desk.post(`/${id}/positions/${lot}/close`, {
    date: "2026-05-20",
    price: 48,
    quantity: 4,
    fees: 1,
  });
  expect(part).toMatchObject({ event: expect.any(String), position: { status: "open", quantity: 6 } });
  const all = await desk.post(`/${id}/positions/${lot}/close`, {
    date: "2026-05-21",
    price: 47,
    quantity: 6,
  });
  expect(all).toMatchObject({ position: { status: "closed", quantity: 0, closed_on: "2026-05-21" } });
  expect((await listed()).map((each) => each.id)).not.toContain(lot);
  expect((await listed("?all=true")).map((each) => each.id)).toContain(lot);
  const { events } = (await desk.get(`/${id}/events?position=${lot}`)) as { events: Body[] };
  expect(events.map(({ kind, quantity }) => [kind, quantity])).toEqual([
    ["close", -6],
    ["reduce", -4],
    ["open", 10],
  ]);
});

test("an option is expired after its last session, whatever nobody records", async () => {
  const lot = await desk.lot(id, { symbol: "MSFT260522C00040000", price: 3 });
  expect(await view(lot)).toMatchObject({ status: "expired", quantity: 0, closed_on: "2026-05-22" });
  expect((await listed()).map((each) => each.id)).not.toContain(lot);
});

test("an opening is corrected with a reason; the old one stays in the history", async () => {
  const lot = await desk.lot(id);
  const change = { quantity: 12, price: 51.5, date: "2026-05-19", reason: "typed wrong", note: "corrected" };
  const { position } = (await desk.good("PATCH", `/${id}/positions/${lot}`, change)) as { position: Body };
  expect(position).toMatchObject({
    quantity: 12,
    note: "corrected",
    opening: { quantity: 12, price: 51.5, date: "2026-05-19", as_of: "2026-05-19" },
  });
  const { events } = (await desk.get(`/${id}/events?position=${lot}`)) as { events: Body[] };
  expect(events).toHaveLength(3);
  expect(events.filter(({ reverses }) => reverses !== null)).toMatchObject([{ reason: "typed wrong" }]);
  const cleared = await desk.good("PATCH", `/${id}/positions/${lot}`, { note: null });
  expect(cleared).toMatchObject({ event: null, position: { note: null, quantity: 12 } });
});

test("an opening is not corrected to a day after a spin-off of it: the lots would rest on each other", async () => {
  const lot = await desk.lot(id);
  const spin = { kind: "spin_off", date: "2026-05-20", symbol: "CHILD", ratio: 0.5, cost_share: 0.2 };
  await desk.post(`/${id}/events`, { ...spin, position: lot });
  const later = { date: "2026-05-26", reason: "bought later" };
  const told = await desk.ask("PATCH", `/${id}/positions/${lot}`, later);
  expect(told).toMatchObject({ status: 422, body: { code: "event_refused" } });
  expect(told.body.detail).toContain("comes before the lot was opened");
  await desk.get(`/${id}/events`);
});

test("a lot that is deleted is out of the books and stays in the history, with the reason", async () => {
  const [one, other] = [await desk.lot(id), await desk.lot(id)];
  const inBody = await desk.good("DELETE", `/${id}/positions/${one}`, { reason: "never was" });
  expect(inBody).toMatchObject({ reversed: [{ kind: "open", date: expect.any(String) }] });
  expect(inBody).toMatchObject({ position: { id: one, status: "deleted", quantity: 0, opening: null } });
  await desk.good("DELETE", `/${id}/positions/${other}?reason=never%20was`);
  const again = await desk.ask("DELETE", `/${id}/positions/${one}`, { reason: "never was" });
  expect(again).toMatchObject({ status: 422, body: { code: "event_refused" } });
  expect((await listed("?all=1")).filter(({ status }) => status === "deleted")).toHaveLength(2);
  const { events } = (await desk.get(`/${id}/events?position=${one}`)) as { events: Body[] };
  expect(events.map(({ reason }) => reason)).toContain("never was");
});

test("pages", async () => {
  const all = await desk.get(`/${id}/positions?all=true`);
  const page = await desk.get(`/${id}/positions?all=true&limit=2&offset=1`);
  expect(page.total).toBe(all.total);
  expect(page.positions).toEqual((all.positions as Body[]).slice(1, 3));
});
