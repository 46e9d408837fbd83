import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

let desk: BooksDesk;
beforeAll(async () => {
  desk = await BooksDesk.of();
});
afterAll(() => desk[Symbol.asyncDispose]());

const flow = (change_type: string, amount: number, change_date: string, more: Body = {}): Body => ({
  change_type,
  amount,
  change_date,
  ...more,
});

test("flows are listed newest first with the totals of those that stand, by currency", async () => {
  const id = await desk.portfolio("Flows");
  const one = await desk.post(
    `/${id}/flows`,
    flow("CONTRIBUTION", 1_000.01, "2026-05-19", { notes: "bonus" }),
  );
  expect(one).toEqual({
    id: expect.any(String),
    change_type: "CONTRIBUTION",
    amount: 1_000.01,
    currency: "USD",
    change_date: "2026-05-19",
    notes: "bonus",
    recorded_at: expect.stringMatching(/Z$/),
    reversed_by: null,
  });
  const two = await desk.post(`/${id}/flows`, flow("withdrawal", 0.02, "2026-05-20"));
  const wrong = await desk.post(`/${id}/flows`, flow("WITHDRAWAL", 500, "2026-05-21"));
  const euros = await desk.post(`/${id}/flows`, flow("CONTRIBUTION", 5, "2026-05-22", { currency: "EUR" }));
  await desk.post(`/${id}/events/${wrong.id}/reverse`, { reason: "not ours" });
  await desk.post(`/${id}/events`, { kind: "fee", amount: 3, date: "2026-05-20" });
  const told = await desk.get(`/${id}/flows`);
  expect(told).toMatchObject({ portfolio: { id, name: "Flows", currency: "USD" }, total: 3 });
  expect(told.flows).toEqual([euros, two, one]);
  expect(told.totals).toEqual([
    { currency: "EUR", contributions: 5, withdrawals: 0, net: 5, count: 1 },
    { currency: "USD", contributions: 1_000.01, withdrawals: 0.02, net: 999.99, count: 2 },
  ]);
  const all = (await desk.get(`/${id}/flows?all=true`)).flows as Body[];
  expect(all.find((each) => each.id === wrong.id)).toMatchObject({ reversed_by: expect.any(String) });
  const some = await desk.get(`/${id}/flows?start_date=2026-05-20&end_date=2026-05-21&limit=1`);
  expect(some).toMatchObject({ total: 1, flows: [two], totals: [{ withdrawals: 0.02, count: 1 }] });
});

test("the next night has them in the books", async () => {
  const id = await desk.portfolio("Night");
  await desk.served.desk.run();
  await desk.post(`/${id}/flows`, flow("CONTRIBUTION", 500, "2026-05-20"));
  await desk.served.desk.run();
  expect(await desk.get(`/${id}/report`)).toMatchObject({
    snapshot: { equity: 10_500, cumulative_capital_flow: 500, cumulative_pnl: 0 },
  });
});

test("two withdrawals that each could pass do not pass both", async () => {
  const id = await desk.portfolio("Drained");
  await desk.post(`/${id}/flows`, flow("WITHDRAWAL", 6_000, "2026-05-21"));
  const second = await desk.ask("POST", `/${id}/flows`, flow("WITHDRAWAL", 6_000, "2026-05-20"));
  expect(second).toMatchObject({ status: 422, body: { code: "event_refused", fault: "EQUITY_003" } });
});

test.each<[Body, string, string]>([
  [{ change_type: "GIFT" }, "bad_request", "change_type:"],
  [{ change_type: undefined }, "bad_request", "change_type:"],
  [{ amount: undefined }, "bad_request", "amount:"],
  [{ amount: 0 }, "event_refused", "EQUITY_001"],
  [{ amount: -5 }, "event_refused", "EQUITY_001"],
  [{ amount: 0.001 }, "bad_request", "amount:"],
  [{ change_date: "2026-05-30" }, "bad_date", "yet to come"],
  [{ change_date: "tomorrow" }, "bad_date", "change_date:"],
  [{ change_date: "2026-05-18" }, "event_refused", "before the books open"],
  [{ notes: "x".repeat(501) }, "bad_request", "notes:"],
  [{ currency: "EURO" }, "bad_request", "currency:"],
  [{ id: "mine" }, "bad_request", '"id"'],
])("the flow %j is refused as %s", async (bad, code, words) => {
  const id = await desk.portfolio(`Bad ${Bun.randomUUIDv7()}`);
  const told = await desk.ask("POST", `/${id}/flows`, { ...flow("CONTRIBUTION", 1, "2026-05-20"), ...bad });
  expect(told.body).toMatchObject({ code, status: told.status });
  expect(told.body.detail).toContain(words);
  expect(await desk.get(`/${id}/flows`)).toMatchObject({ total: 0, totals: [] });
});

describe("valuations", () => {
  const HOUSE = { symbol: "LAKE_HOUSE", quantity: 3, price: 100, investment_class: "PRIVATE" };

  test("by the price of a unit or the value of the whole; the night takes either", async () => {
    const id = await desk.portfolio("Private");
    const lot = await desk.lot(id, HOUSE);
    const path = `/${id}/positions/${lot}/valuations`;
    const unit = await desk.post(path, { date: "2026-05-20", price: 110, reason: "appraisal" });
    expect(unit).toMatchObject({ date: "2026-05-20", price: 110, position: { id: lot, quantity: 3 } });
    const whole = await desk.post(path, { date: "2026-05-26", value: 400.01 });
    expect(whole).toMatchObject({ price: 400.01 / 3 });
    const wrong = await desk.post(path, { date: "2026-05-27", value: 1 });
    await desk.post(`/${id}/events/${wrong.id}/reverse`, { reason: "typed wrong" });
    const told = await desk.get(path);
    expect(told).toMatchObject({ portfolio: { id }, position_id: lot, total: 2 });
    expect(told.valuations).toMatchObject([
      { id: whole.id as string, date: "2026-05-26", actor: "admin_token" },
      { id: unit.id as string, price: 110, reason: "appraisal" },
    ]);
    await desk.served.desk.run();
    expect(await desk.get(`/${id}/positions/${lot}`)).toMatchObject({
      position: { value: { date: "2026-05-29", market_value: 400.01 } },
    });
  });

  test.each<[Body, string, string]>([
    [{ date: "2026-05-20" }, "bad_request", "either"],
    [{ date: "2026-05-20", price: 1, value: 3 }, "bad_request", "either"],
    [{ price: 1 }, "bad_request", "date:"],
    [{ date: "2026-05-20", value: -1 }, "bad_request", "value:"],
    [{ date: "2026-05-20", value: 1.001 }, "bad_request", "value:"],
    [{ date: "2026-05-15", value: 1 }, "event_refused", "Nothing is held"],
    [{ date: "2026-05-15", price: 1 }, "event_refused", "before"],
    [{ date: "2026-05-31", price: 1 }, "bad_date", "yet to come"],
    [{ date: "2026-05-20", price: 1, fees: 1 }, "bad_request", '"fees"'],
  ])("%j is refused as %s", async (bad, code, words) => {
    const id = await desk.portfolio(`House ${Bun.randomUUIDv7()}`);
    const path = `/${id}/positions/${await desk.lot(id, HOUSE)}/valuations`;
    const told = await desk.ask("POST", path, bad);
    expect(told.body).toMatchObject({ code, status: told.status });
    expect(told.body.detail).toContain(words);
    expect(await desk.get(path)).toMatchObject({ total: 0, valuations: [] });
  });

  test("of what has prices there are none", async () => {
    const id = await desk.portfolio("Public");
    const path = `/${id}/positions/${await desk.lot(id)}/valuations`;
    expect((await desk.ask("POST", path, { date: "2026-05-20", price: 1 })).body).toMatchObject({
      code: "event_refused",
    });
    expect(await desk.get(path)).toMatchObject({ total: 0 });
  });
});
