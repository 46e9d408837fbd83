import { expect, test } from "bun:test";
import { type Body, BooksDesk, type Told } from "./books-desk.ts";

const FLOW = { change_type: "CONTRIBUTION", amount: 100, change_date: "2026-05-20" };

const keyed = (key: string) => ({ "idempotency-key": key });
async function flows(desk: BooksDesk, id: string): Promise<number> {
  return (await desk.get(`/${id}/flows`)).total as number;
}

test("every POST that is sent again with its key is answered the same, and nothing is done twice", async () => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  const [lot, other, house] = [
    await desk.lot(id),
    await desk.lot(id),
    await desk.lot(id, { symbol: "LAKE_HOUSE", investment_class: "PRIVATE" }),
  ];
  const { id: event } = await desk.post(`/${id}/flows`, FLOW);
  const requests: readonly (readonly [string, Body])[] = [
    ["", { name: "New", equity: 1, inception: "2026-05-18" }],
    [`/${id}/positions`, { symbol: "MSFT", quantity: 1, price: 50, date: "2026-05-18" }],
    [`/${id}/positions/${lot}/close`, { date: "2026-05-20", price: 49, quantity: 1 }],
    [`/${id}/positions/${house}/valuations`, { date: "2026-05-20", value: 10 }],
    [`/${id}/events`, { kind: "increase", position: other, quantity: 1, date: "2026-05-20", price: 49 }],
    [`/${id}/events/${event}/reverse`, { reason: "r" }],
    [`/${id}/flows`, FLOW],
  ];
  for (const [path, body] of requests) {
    const first = await desk.ask("POST", path, body, keyed("the same key for all paths"));
    expect({ path, status: first.status }).toEqual({ path, status: 201 });
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const before = desk.served.desk.dump();
    const second = await desk.ask("POST", path, body, keyed("the same key for all paths"));
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(desk.served.desk.dump()).toBe(before);
  }
  expect(desk.served.desk.base.rows("SELECT count(*) AS n FROM idempotency_key")).toEqual([
    { n: requests.length },
  ]);
});

test("without a key the same is done as often as it is asked for", async () => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  for (let at = 0; at < 2; at += 1) await desk.post(`/${id}/flows`, FLOW);
  expect(await flows(desk, id)).toBe(2);
});

test("a key with another body is a conflict; on another path, or of another token, it is another key", async () => {
  await using desk = await BooksDesk.of();
  const [id, other] = [await desk.portfolio("Own"), await desk.portfolio("Other")];
  await desk.ask("POST", `/${id}/flows`, FLOW, keyed("k"));
  const conflict = await desk.ask("POST", `/${id}/flows`, { ...FLOW, amount: 101 }, keyed("k"));
  expect(conflict).toMatchObject({ status: 422, body: { code: "idempotency_conflict" } });
  expect(await flows(desk, id)).toBe(1);
  expect(await desk.ask("POST", `/${other}/flows`, { ...FLOW, amount: 101 }, keyed("k"))).toMatchObject({
    status: 201,
  });
  const { token } = await desk.served.token("admin");
  expect(await desk.ask("POST", `/${id}/flows`, FLOW, keyed("k"), token)).toMatchObject({ status: 201 });
  expect(await flows(desk, id)).toBe(2);
});

test("of many that come at once one does it, and all have its answer", async () => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  const asked = Array.from({ length: 40 }, () => desk.ask("POST", `/${id}/flows`, FLOW, keyed("k")));
  const told: readonly Told[] = await Promise.all(asked);
  expect(new Set(told.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  expect(told[0]?.status).toBe(201);
  expect(told.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
  expect(await flows(desk, id)).toBe(1);
});

test("what is refused is not kept: corrected, it goes through under the same key", async () => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  const early = { ...FLOW, change_date: "2026-05-18" };
  expect(await desk.ask("POST", `/${id}/flows`, early, keyed("k"))).toMatchObject({ status: 422 });
  expect(await desk.ask("POST", `/${id}/flows`, { ...FLOW, amount: 0.001 }, keyed("k"))).toMatchObject({
    status: 400,
  });
  expect(await desk.ask("POST", `/${id}/flows`, FLOW, keyed("k"))).toMatchObject({ status: 201 });
});

test("what cannot be kept is not done: the answer and the effect are one transaction", async () => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  const { db } = desk.served.desk.base.writer;
  db.exec("CREATE TRIGGER stop BEFORE INSERT ON idempotency_key BEGIN SELECT RAISE(ABORT, 'stopped'); END");
  expect(await desk.ask("POST", `/${id}/flows`, FLOW, keyed("k"))).toMatchObject({ status: 500 });
  expect(await flows(desk, id)).toBe(0);
  db.exec("DROP TRIGGER stop");
  expect(await desk.ask("POST", `/${id}/flows`, FLOW, keyed("k"))).toMatchObject({ status: 201 });
  expect(await flows(desk, id)).toBe(1);
});

test("a key is kept for a day; those that are over go a few at a time", async () => {
  await using desk = await BooksDesk.of();
  await desk.portfolio("Own");
  const { base } = desk.served.desk;
  // By its name the portfolio's path is the same each time, and so are the hashes.
  const send = (key: string) => desk.ask("POST", "/Own/flows", FLOW, keyed(key));
  for (let at = 0; at < 50; at += 1) await send(`old ${at}`);
  const age = (at: string) => base.writer.db.prepare("UPDATE idempotency_key SET created_at = ?").run(at);
  const old = () =>
    base.rows<{ n: number }>("SELECT count(*) AS n FROM idempotency_key WHERE created_at < '2026-05-29'")[0]
      ?.n ?? 0;
  age("2026-05-28T22:00:30.000Z");
  expect((await send("old 0")).headers.get("idempotency-replayed")).toBe("true");
  age("2026-05-28T21:59:59.999Z");
  const anew = await send("old 0");
  expect([anew.status, anew.headers.get("idempotency-replayed")]).toEqual([201, null]);
  expect(old()).toBeGreaterThanOrEqual(29);
  for (let at = 0; at < 20; at += 1) await send(`new ${at}`);
  expect(old()).toBeLessThan(5);
  expect(await flows(desk, "Own")).toBe(71);
  for (let at = 0; at < 20; at += 1)
    expect((await send(`new ${at}`)).headers.get("idempotency-replayed")).toBe("true");
});

test.each(["", " ", "x".repeat(256), "a\tb", "\u00e9"])("the key %j is none", async (key) => {
  await using desk = await BooksDesk.of();
  const id = await desk.portfolio("Own");
  const told = await desk.ask("POST", `/${id}/flows`, FLOW, keyed(key));
  expect(told).toMatchObject({ status: 400, body: { code: "bad_request" } });
  expect(await flows(desk, id)).toBe(0);
});
