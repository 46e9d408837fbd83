import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Body, BooksDesk } from "./books-desk.ts";

const NOBODY = "01990000-0000-7000-8000-000000000000";
const LOT = { symbol: "MSFT", quantity: 1, price: 50, date: "2026-05-18" };
const FLOW = { change_type: "CONTRIBUTION", amount: 1, change_date: "2026-05-19" };
const CLOSE = { date: "2026-05-20", price: 49 };
const VALUE = { date: "2026-05-20", value: 10 };

let desk: BooksDesk;
let own = "";
let other = "";
let lot = "";
let event = "";
beforeAll(async () => {
  desk = await BooksDesk.of();
  [own, other] = [await desk.portfolio("Own"), await desk.portfolio("Other")];
  lot = await desk.lot(own);
  event = (await desk.post(`/${own}/flows`, FLOW)).id as string;
});
afterAll(() => desk[Symbol.asyncDispose]());

/** Every route that writes, with a body that is good; $p, $l and $e stand for ids. */
const WRITES: readonly (readonly [string, string, Body])[] = [
  ["POST", "", { name: "New", equity: 1, inception: "2026-05-18" }],
  ["POST", "/import", {}],
  ["PATCH", "/$p", { owner: "A" }],
  ["PUT", "/$p", { owner: "A" }],
  ["DELETE", "/$p", {}],
  ["POST", "/$p/positions", LOT],
  ["PATCH", "/$p/positions/$l", { note: "n" }],
  ["DELETE", "/$p/positions/$l", { reason: "r" }],
  ["POST", "/$p/positions/$l/close", CLOSE],
  ["POST", "/$p/positions/$l/valuations", VALUE],
  ["POST", "/$p/events", { kind: "close", position: "$l", ...CLOSE }],
  ["POST", "/$p/events/$e/reverse", { reason: "r" }],
  ["POST", "/$p/flows", FLOW],
];
const READS = [
  "",
  "/$p",
  "/$p/positions",
  "/$p/positions/$l",
  "/$p/positions/$l/valuations",
  "/$p/events",
  "/$p/flows",
];

function filled(text: string, ids: { p: string; l: string; e: string }): string {
  return text.replaceAll("$p", ids.p).replaceAll("$l", ids.l).replaceAll("$e", ids.e);
}

async function stateOf(): Promise<string> {
  return JSON.stringify([
    await desk.get(""),
    await desk.get(`/${own}/events`),
    await desk.get(`/${other}/events`),
  ]);
}

describe.each(["read", "ingest"] as const)("a token of scope %s", (scope) => {
  test.each(WRITES)("may not %s %s", async (method, path, body) => {
    const { token } = await desk.served.token(scope);
    const before = await stateOf();
    const told = await desk.ask(method, filled(path, { p: own, l: lot, e: event }), body, {}, token);
    expect(told).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await stateOf()).toBe(before);
  });
});

test.each(READS)("a token of scope read may GET %s", async (path) => {
  const { token } = await desk.served.token("read");
  const told = await desk.ask("GET", filled(path, { p: own, l: lot, e: event }), null, {}, token);
  expect(told.status).toBe(200);
});

describe("what there is not is 404", () => {
  const below = WRITES.filter(([, path]) => path.startsWith("/$p"));

  test.each(below)("%s %s of no portfolio", async (method, path, body) => {
    for (const p of [NOBODY, "nowhere", "x".repeat(5_000), "%25", "1"]) {
      const ids = { p, l: lot, e: event };
      const told = await desk.ask(method, filled(path, ids), filled(JSON.stringify(body), ids));
      expect(told).toMatchObject({ status: 404, body: { code: "not_found" } });
      expect((told.body.detail as string).length).toBeLessThan(200);
    }
  });

  test.each(below.filter(([, path, body]) => /\$[le]/.test(path + JSON.stringify(body))))(
    "%s %s of no position or event, or of another portfolio's",
    async (method, path, body) => {
      const before = await stateOf();
      const wrong = [
        { p: own, l: NOBODY, e: NOBODY },
        { p: own, l: "1", e: "1" },
        { p: own, l: "%00", e: "%00" },
        { p: other, l: lot, e: event },
      ];
      for (const ids of wrong) {
        const told = await desk.ask(method, filled(path, ids), filled(JSON.stringify(body), ids));
        expect(told).toMatchObject({ status: 404, body: { code: "not_found" } });
      }
      expect(await stateOf()).toBe(before);
    },
  );

  test.each(["/$p/positions/$l", "/$p/positions/$l/valuations", "/$p/events?position=$l"])(
    "GET %s of another portfolio's",
    async (path) => {
      const told = await desk.ask("GET", filled(path, { p: other, l: lot, e: event }));
      expect(told).toMatchObject({ status: 404, body: { code: "not_found" } });
    },
  );
});

test("other methods are refused by name, on paths that several files answer", async () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["PUT", "", "GET, POST, HEAD"],
    ["POST", "/$p", "GET, PATCH, PUT, DELETE, HEAD"],
    ["PUT", "/$p/positions", "GET, POST, HEAD"],
    ["POST", "/$p/positions/$l", "GET, PATCH, DELETE, HEAD"],
    ["GET", "/$p/positions/$l/close", "POST"],
    ["DELETE", "/$p/events", "GET, POST, HEAD"],
  ];
  for (const [method, path, allow] of cases) {
    const told = await desk.ask(method, filled(path, { p: own, l: lot, e: event }));
    expect(told).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(told.headers.get("allow")).toBe(allow);
  }
});

test("who recorded is named by the first characters of the token, and by no more", async () => {
  const { token, listed } = await desk.served.token("admin");
  const path = `/${own}/flows`;
  const { status, body } = await desk.ask("POST", path, FLOW, {}, token);
  expect(status).toBe(201);
  const { events } = (await desk.get(`/${own}/events`)) as { events: Body[] };
  expect(events.find(({ id }) => id === body.id)).toMatchObject({ source: "api", actor: listed.prefix });
  expect(events.find(({ id }) => id === event)).toMatchObject({ source: "api", actor: "admin_token" });
  expect(JSON.stringify(events)).not.toContain(token);
});
