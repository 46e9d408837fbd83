import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

let desk: BooksDesk;
beforeAll(async () => {
  desk = await BooksDesk.of();
});
afterAll(() => desk[Symbol.asyncDispose]());

const GOOD = { name: "Good", equity: 485_000.25, inception: "2026-05-18" };

describe("opening an empty portfolio", () => {
  test("it is there at once, with its terms", async () => {
    const opened = await desk.post("", { ...GOOD, currency: "EUR", owner: "Ann", dividends: "recorded" });
    expect(opened).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      name: "Good",
      owner: "Ann",
      currency: "EUR",
      inception: "2026-05-18",
      basis_date: "2026-05-18",
      stated_equity: 485_000.25,
      dividends: "recorded",
    });
    expect(await desk.get(`/${opened.id}`)).toEqual({ ...opened, snapshot: null, untold: null });
    const { portfolios } = await desk.get("?owner=Ann");
    expect(portfolios).toEqual([{ ...opened, snapshot: null, untold: null }]);
    expect((await desk.get("?owner=ann")).portfolios).toEqual([]);
  });

  test("without the rest: dollars, nobody's, dividends derived; and a night values it", async () => {
    const id = await desk.portfolio("Plain");
    expect(await desk.get(`/${id}`)).toMatchObject({ currency: "USD", owner: null, dividends: "derived" });
    await desk.served.desk.run();
    expect(await desk.get(`/${id}`)).toMatchObject({
      snapshot: { date: "2026-05-29", equity: 10_000, status: "complete" },
    });
  });

  test("a name that is taken: 409; after its deletion it is free", async () => {
    const id = await desk.portfolio("Twice");
    const taken = await desk.ask("POST", "", { ...GOOD, name: "  Twice " });
    expect(taken).toMatchObject({ status: 409, body: { code: "portfolio_exists", fault: "ERR_PORT_001" } });
    const deleted = await desk.good("DELETE", `/${id}`);
    expect(deleted).toMatchObject({ id, deleted_at: expect.stringMatching(/Z$/) });
    expect(await desk.ask("GET", `/${id}`)).toMatchObject({ status: 404 });
    expect(await desk.ask("DELETE", `/${id}`)).toMatchObject({ status: 404 });
    expect(await desk.portfolio("Twice")).not.toBe(id);
  });

  test.each<[Body, string, string]>([
    [{ name: undefined }, "bad_request", "name:"],
    [{ name: "" }, "bad_request", "name:"],
    [{ name: "   " }, "bad_request", "name:"],
    [{ name: "x".repeat(256) }, "bad_request", "name:"],
    [{ name: "\u0000a" }, "bad_request", "name:"],
    [{ name: "a\nb" }, "bad_request", "name:"],
    [{ name: 5 }, "bad_request", "name:"],
    [{ equity: undefined }, "bad_request", "equity:"],
    [{ equity: "5" }, "bad_request", "equity:"],
    [{ equity: 1.234 }, "bad_request", "equity: 1.234 is not an amount"],
    [{ equity: 0.1 + 0.2 }, "bad_request", "equity:"],
    [{ equity: 1e21 }, "bad_request", "equity:"],
    [{ equity: 1e12 + 1 }, "bad_request", "equity:"],
    [{ equity: 0 }, "portfolio_refused", "ERR_PORT_005"],
    [{ equity: -1 }, "portfolio_refused", "ERR_PORT_005"],
    [{ inception: undefined }, "bad_request", "inception:"],
    [{ inception: "2026-02-30" }, "bad_date", "inception:"],
    [{ inception: "2026-06-01" }, "bad_date", "yet to come"],
    [{ inception: "2026-05-25" }, "not_a_session", "Memorial Day"],
    [{ inception: "1789-07-14" }, "calendar_range", "1789"],
    [{ currency: "US" }, "bad_request", "currency:"],
    [{ currency: "123" }, "bad_request", "currency:"],
    [{ owner: "" }, "bad_request", "owner:"],
    [{ dividends: "maybe" }, "bad_request", "dividends:"],
    [{ positions: [] }, "bad_request", '"positions"'],
  ])("%j is refused as %s", async (bad, code, words) => {
    const { status, body } = await desk.ask("POST", "", { ...GOOD, name: "Bad", ...bad });
    expect(body).toMatchObject({ code, status });
    expect(body.detail).toContain(words);
    expect(await desk.ask("GET", "/Bad")).toMatchObject({ status: 404 });
  });

  test.each(["", "null", "[]", "5", '"x"', "{", '{"name":1e999}', "\u0000"])(
    "the body %j is refused",
    async (body) => {
      expect(await desk.ask("POST", "", body)).toMatchObject({ status: 400, body: { code: "bad_request" } });
    },
  );
});

describe("changing a portfolio", () => {
  test("one field at a time, or all: the others stay", async () => {
    const id = await desk.portfolio("Changing", { owner: "Ann" });
    const steps: readonly [string, Body, Body][] = [
      ["PATCH", { name: "Changed" }, { name: "Changed", owner: "Ann", dividends: "derived" }],
      ["PUT", { owner: "Bob" }, { name: "Changed", owner: "Bob" }],
      ["PATCH", { owner: null }, { name: "Changed", owner: null }],
      ["PATCH", { dividends: "recorded" }, { owner: null, dividends: "recorded" }],
      ["PUT", { name: "Changed", owner: "C", dividends: "derived" }, { owner: "C", dividends: "derived" }],
    ];
    for (const [method, change, then] of steps) {
      expect(await desk.good(method, `/${id}`, change)).toMatchObject({ id, ...then });
      expect(await desk.get(`/${id}`)).toMatchObject(then);
    }
  });

  test("how its dividends are told makes all of its snapshots stale, a name none", async () => {
    const id = await desk.portfolio("Stale");
    const changes = () => desk.served.desk.base.rows("SELECT from_day FROM book_change").length;
    const before = changes();
    await desk.good("PATCH", `/${id}`, { name: "Still fresh" });
    expect(changes()).toBe(before);
    await desk.good("PATCH", `/${id}`, { dividends: "recorded" });
    expect(changes()).toBe(before + 1);
  });

  test.each<[Body, string]>([
    [{}, "bad_request"],
    [{ name: null }, "bad_request"],
    [{ name: "Taken" }, "portfolio_exists"],
    [{ equity: 5 }, "bad_request"],
    [{ currency: "EUR" }, "bad_request"],
    [{ dividends: null }, "bad_request"],
    [{ owner: 5 }, "bad_request"],
  ])("%j is refused as %s", async (change, code) => {
    if ((await desk.ask("GET", "/Taken")).status === 404) await desk.portfolio("Taken");
    if ((await desk.ask("GET", "/Steady")).status === 404) await desk.portfolio("Steady");
    for (const method of ["PATCH", "PUT"]) {
      expect((await desk.ask(method, "/Steady", change)).body).toMatchObject({ code });
    }
    expect(await desk.get("/Steady")).toMatchObject({ name: "Steady", owner: null, dividends: "derived" });
  });
});
