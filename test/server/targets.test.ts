import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

interface TargetView {
  readonly id: string;
  readonly symbol: string;
  readonly [key: string]: unknown;
}

let served: ServedDesk;
let base = "";
let other = "";

beforeAll(async () => {
  served = await servedSaver();
  base = `/portfolios/${served.desk.portfolio("Saver").publicId}/targets`;
  other = `/portfolios/${served.desk.portfolio("New & never/run").publicId}/targets`;
});

afterAll(() => served[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: unknown, headers = {}) =>
  served.ask(`/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const post = (csv: string, type = "text/csv; charset=utf-8") =>
  served.ask(`/api/v1${base}`, { method: "POST", headers: { "content-type": type }, body: csv });

async function answer<T>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const response = await ask(method, path, body);
  const text = await response.text();
  expect({ path, status: response.status, text }).toMatchObject({ path, status });
  return JSON.parse(text) as T;
}

const all = async () => (await answer<{ targets: TargetView[] }>("GET", base)).targets;
const HEADER = "symbol,position_type,target_eoy,target_next_year,downside,current_price";

describe("target prices", () => {
  // At the last session AAPL is at 108 and MSFT at 42, of FUND there is no price, and the equity is 5,120.
  test("are told one by one or many at a time, and what they come to is told with them", async () => {
    const [aapl, again] = [
      await answer<TargetView>("POST", base, { symbol: "aapl", position_type: "LONG", target_eoy: 120 }, 201),
      await answer<TargetView>("POST", base, {
        symbol: "AAPL",
        position_type: "LONG",
        target_eoy: 135,
        downside: 81,
        note: "x",
      }),
    ];
    expect(again).toMatchObject({
      id: aapl.id,
      quantity: 10,
      current_price: 108,
      expected_return_eoy: 0.25,
      downside_return: -0.25,
    });
    expect(again).toMatchObject({
      target_upside_eoy_value: 270,
      target_downside_value: -270,
      note: "x",
      reason: null,
    });
    const targets = [
      { symbol: "MSFT", position_type: "SHORT", target_eoy: 21 },
      { symbol: "FUND", position_type: "LONG", target_eoy: 20 },
    ];
    expect(await answer<object>("PUT", base, { targets })).toEqual({
      portfolio: { id: expect.any(String), name: "Saver", currency: "USD" },
      rows: 2,
      created: 2,
      replaced: 0,
      notes: [],
    });
    expect(
      (await all()).map(({ symbol, reason, expected_return_eoy: part }) => [symbol, reason, part]),
    ).toEqual([
      ["AAPL", null, 0.25],
      ["FUND", "no_price", null],
      ["MSFT", null, 0.5],
    ]);
    expect(await answer("GET", `${base}/summary`)).toMatchObject({
      portfolio: { name: "Saver" },
      date: "2026-05-29",
      equity: 5_120,
      target_price_upside_eoy_dollars: 270 + 105,
      target_price_return_eoy: 375 / 5_120,
      target_price_coverage: 1,
      target_price_positions_count: 3,
      left_out: [{ symbol: "FUND", position_type: "LONG", reason: "no_price" }],
    });
    expect(await answer("GET", `${base}/${aapl.id}`)).toEqual(again);
    const changed = await answer<TargetView>("PATCH", `${base}/${aapl.id}`, {
      target_next_year: 216,
      downside: null,
    });
    expect(changed).toMatchObject({
      target_eoy: 135,
      expected_return_next_year: 1,
      downside_return: null,
      note: "x",
    });
    expect(await answer<object>("DELETE", `${base}/${aapl.id}`)).toEqual({
      id: aapl.id,
      symbol: "AAPL",
      position_type: "LONG",
      deleted: true,
    });
    await problemOf(await ask("GET", `${base}/${aapl.id}`), "not_found");
  });

  test("come as a CSV file, too, whose current prices are not used", async () => {
    const response = await post(`${HEADER}\nAAPL,LONG,150,,,1\nMSFT,SHORT,40,,,1\n`);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        rows: 2,
        created: 1,
        replaced: 1,
        notes: ["columns not used: current_price; the current price is that of the newest snapshot"],
      },
    ]);
    expect((await all()).find(({ symbol }) => symbol === "AAPL")).toMatchObject({
      current_price: 108,
      target_eoy: 150,
    });
  });

  test("of a file with faults are not stored at all, and each fault is told with its place", async () => {
    const before = await all();
    const problem = await problemOf(
      await post(`${HEADER}\nAAPL,LONG,1,,,\nX Y,LONG,1,,,\nMSFT,SHORT,,,,\n`),
      "import_refused",
    );
    expect(problem).toMatchObject({
      rows: 3,
      faults: [
        { code: "ERR_POS_003", row: 3, column: "symbol" },
        { code: "ERR_TGT_003", row: 4, column: "target_eoy" },
      ],
    });
    expect(await all()).toEqual(before);
  });

  test("of many are stored all or none", async () => {
    const before = await all();
    const good = { symbol: "AAPL", position_type: "LONG", target_eoy: 1 };
    for (const targets of [
      [good, good],
      [good, { symbol: "MSFT", position_type: "LONG" }],
    ])
      await problemOf(await ask("PUT", base, { targets }), "bad_request");
    await problemOf(
      await ask("PUT", base, { targets: [good, { ...good, position_type: "LC" }] }),
      "bad_symbol",
    );
    expect(await all()).toEqual(before);
  });

  test.each([
    ["POST", { symbol: "AAPL", position_type: "LONG" }, "has no price"],
    ["POST", { symbol: "AAPL", position_type: "long", target_eoy: 1 }, "position_type"],
    ["POST", { symbol: "AAPL", position_type: "LONG", target_eoy: -1 }, "target_eoy"],
    ["POST", { symbol: "AAPL", position_type: "LONG", target_eoy: "1" }, "target_eoy"],
    ["POST", { symbol: "AAPL", position_type: "LONG", target_eoy: 1, current_price: 1 }, "current_price"],
    ["PUT", [], "object"],
  ])("%s of %j is refused, naming %s", async (method, body, words) => {
    const { detail } = await problemOf(await ask(method, base, body), "bad_request");
    expect(detail).toContain(words);
  });

  test("are at most two thousand at a time", async () => {
    const target = { symbol: "AAPL", position_type: "LONG", target_eoy: 1 };
    const { detail } = await problemOf(
      await ask("PUT", base, { targets: Array(2_001).fill(target) }),
      "bad_request",
    );
    expect(detail).toContain("at most 2000");
    const rows = Array.from({ length: 2_001 }, (_, at) => `S${at},LONG,1,,,`);
    await problemOf(await post([HEADER, ...rows, ""].join("\n")), "bad_request");
  });

  test("of another portfolio are not found", async () => {
    const [{ id } = { id: "" }] = await all();
    for (const [method, body] of [["GET"], ["PATCH", { target_eoy: 1 }], ["DELETE"]] as const)
      await problemOf(await ask(method, `${other}/${id}`, body), "not_found");
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/summary"],
      ["DELETE", "/x"],
    ] as const)
      await problemOf(await ask(method, `/portfolios/none/targets${path}`), "not_found");
    expect(await answer("GET", `${other}/summary`)).toMatchObject({
      date: null,
      reason: "no_snapshot",
      target_count: 0,
    });
    expect((await all()).length).toBeGreaterThan(0);
  });

  test("are told once, however often a request comes with one key", async () => {
    const told = async () => {
      const headers = { "idempotency-key": "one file", "content-type": "text/csv" };
      const response = await served.ask(`/api/v1${base}`, {
        method: "POST",
        headers,
        body: `${HEADER}\nNEW,LONG,1,,,\n`,
      });
      return response.json();
    };
    const first = await told();
    expect(first).toMatchObject({ created: 1, replaced: 0 });
    expect(await told()).toEqual(first);
  });
});
