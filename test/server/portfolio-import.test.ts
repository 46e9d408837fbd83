import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { POSITIONS_HEADER } from "../support/desk.ts";
import { type Body, BooksDesk, type Told } from "./books-desk.ts";

const TEMPLATE = "/api/v1/onboarding/csv-template";
const GOOD = [POSITIONS_HEADER, "MSFT,10,50,2026-05-18", "AAPL,-5,100.5,2026-05-19", ""].join("\n");
const TERMS = { name: "Filed", equity: "5000.50" };

let desk: BooksDesk;
beforeAll(async () => {
  desk = await BooksDesk.of();
});
afterAll(() => desk[Symbol.asyncDispose]());

interface Form {
  readonly file?: string | Blob | null;
  readonly fileName?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a form with the file, in an encoding of its own each time, as browsers do. */
async function send({ file = GOOD, fileName = "mine.csv", fields = {}, headers = {} }: Form): Promise<Told> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (file !== null) form.set("file", new Blob([file]), fileName);
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "";
  const body = new Uint8Array(await encoded.arrayBuffer());
  const response = await desk.served.ask("/api/v1/portfolios/import", {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

const names = async () => ((await desk.get("")).portfolios as Body[]).map(({ name }) => name);

test("a good file opens its portfolio, and tells what it is", async () => {
  const fields = {
    ...TERMS,
    owner: "Ann",
    currency: "eur",
    dividends: "recorded",
    inception: "2026-05-20",
    as_of: "2026-05-20",
  };
  const { status, body } = await send({ fields });
  expect({ status, body }).toEqual({
    status: 201,
    body: {
      status: "stored",
      portfolio: {
        id: expect.any(String),
        name: "Filed",
        owner: "Ann",
        currency: "EUR",
        equity: 5_000.5,
        inception: "2026-05-20",
        basis_date: "2026-05-20",
        dividends: "recorded",
      },
      rows: 2,
      lots: 2,
      by_type: { SHORT: 1, LONG: 1 },
      entry_value: { long: 500, short: -502.5 },
      warnings: [],
      notes: [],
    },
  });
  const { id } = body.portfolio as Body;
  const { positions } = (await desk.get(`/${id}/positions`)) as { positions: Body[] };
  expect(positions.map(({ symbol, quantity }) => [symbol, quantity])).toEqual([
    ["AAPL", -5],
    ["MSFT", 10],
  ]);
  const { events } = (await desk.get(`/${id}/events`)) as { events: Body[] };
  expect(events[0]).toMatchObject({ source: "api", actor: "admin_token", kind: "open" });
});

test("a dry run tells the same and stores nothing", async () => {
  const before = desk.served.desk.dump();
  const told = await send({
    fields: { name: "Dry", equity: "1", dry_run: "true" },
    headers: { "idempotency-key": "dry" },
  });
  expect(told).toMatchObject({ status: 200, body: { status: "dry_run", portfolio: { id: null }, lots: 2 } });
  expect(desk.served.desk.dump()).toBe(before);
  expect(desk.served.desk.base.rows("SELECT * FROM idempotency_key")).toEqual([]);
});

test("everything that is wrong with the form and the file is told at once, with its place", async () => {
  const file = [
    POSITIONS_HEADER,
    "MSFT,x,50,2026-05-18",
    "AAPL,1,-2,2026-05-19",
    "A B,1,1,2027-01-01",
    "",
  ].join("\n");
  const { status, body } = await send({
    file,
    fields: { name: " ", equity: "-1", inception: "2026-05-25", as_of: "x" },
  });
  expect({ status, code: body.code }).toEqual({ status: 422, code: "portfolio_refused" });
  const faults = body.faults as Body[];
  expect(faults.map(({ row, column, code }) => [row, column, code])).toEqual([
    [null, "name", "ERR_PORT_002"],
    [null, "equity", "ERR_PORT_005"],
    [null, "inception", "not_a_session"],
    [null, "as_of", "bad_date"],
    [2, "Quantity", "ERR_POS_005"],
    [3, "Entry Price Per Share", "ERR_POS_010"],
    [4, "Symbol", "ERR_POS_003"],
    [4, "Entry Date", "ERR_POS_014"],
  ]);
  for (const { message } of faults) expect(message).toMatch(/^[^-]*\w/);
  expect(JSON.stringify(faults)).not.toContain("--");
  expect(body.detail).toContain("8 faults in 3 rows");
});

test("of a form without anything", async () => {
  const { status, body } = await send({ file: null });
  expect(status).toBe(422);
  expect((body.faults as Body[]).map(({ column, code }) => [column, code])).toEqual([
    ["file", "ERR_PORT_007"],
    ["name", "ERR_PORT_002"],
    ["equity", "ERR_PORT_004"],
  ]);
});

test("the same row twice is a warning, or a fault if the file is read strictly", async () => {
  const file = `${GOOD}MSFT,10,50,2026-05-18\n`;
  const lenient = await send({ file, fields: { name: "Lenient", equity: "1" } });
  expect(lenient).toMatchObject({ status: 201, body: { warnings: [{ code: "ERR_POS_023", row: 4 }] } });
  const strict = await send({ file, fields: { name: "Strict", equity: "1", strict: "1" } });
  expect(strict).toMatchObject({ status: 422, body: { faults: [{ code: "ERR_POS_023", row: 4 }] } });
  expect(await names()).not.toContain("Strict");
});

test("a name that is taken is a conflict, dry or not", async () => {
  await desk.portfolio("Taken");
  for (const dry_run of ["true", "false"]) {
    const told = await send({ fields: { name: "Taken", equity: "1", dry_run } });
    expect(told).toMatchObject({ status: 409, body: { code: "portfolio_exists" } });
  }
});

describe("what is no such form", () => {
  test.each<[Form, number, string]>([
    [{ fields: { ...TERMS, colour: "red" } }, 400, '"colour"'],
    [{ fields: { ...TERMS, strict: "perhaps" } }, 400, "strict:"],
    [{ fields: { ...TERMS, currency: "EURO" } }, 400, "currency:"],
    [{ fields: { ...TERMS, dividends: "no" } }, 400, "dividends:"],
    [{ fields: { ...TERMS, owner: "\u0001" } }, 400, "owner:"],
    [{ fields: { ...TERMS, name: "\u0000x" } }, 422, "1 fault"],
    [{ fields: { ...TERMS, file: "AAPL,1" }, file: null }, 400, "file:"],
    [{ fields: { ...TERMS, currency: "GBp" } }, 422, "1 fault"],
    [{ fields: { ...TERMS, currency: "ABC" } }, 422, "1 fault"],
    [{ fields: TERMS, fileName: "mine.xlsx" }, 422, "1 fault"],
    [{ fields: TERMS, file: "" }, 422, "1 fault"],
    [{ fields: TERMS, file: "\u0000\u0001\u0002" }, 422, "fault"],
    [{ fields: TERMS, headers: { "content-type": "application/json" } }, 400, "multipart/form-data"],
    [{ fields: TERMS, headers: { "content-type": "multipart/form-data; boundary=other" } }, 400, "form"],
    [{ fields: TERMS, headers: { "content-type": "multipart/form-data" } }, 400, "form"],
  ])("%j: %d", async (form, status, words) => {
    const before = await names();
    const told = await send(form);
    expect(told.status).toBe(status);
    expect(told.body.detail).toContain(words);
    expect(await names()).toEqual(before);
  });

  test("a field that is there twice", async () => {
    const body = [
      "--b",
      'content-disposition: form-data; name="name"',
      "",
      "A",
      "--b",
      'content-disposition: form-data; name="name"',
      "",
      "B",
      "--b--",
      "",
    ].join("\r\n");
    const told = await desk.ask("POST", "/import", body, {
      "content-type": "multipart/form-data; boundary=b",
    });
    expect(told).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("name: it is there twice") },
    });
  });

  test("ten mebibytes are read here and more are not; elsewhere one is the limit", async () => {
    const line = `# ${"x".repeat(1_000)}\n`;
    const file = GOOD + line.repeat(Math.floor((10 * 1_048_576 - GOOD.length) / line.length));
    expect(await send({ file, fields: { name: "Large", equity: "1" } })).toMatchObject({ status: 201 });
    const larger = await send({ file: file + line.repeat(100), fields: { name: "Larger", equity: "1" } });
    expect(larger).toMatchObject({ status: 413, body: { code: "body_too_large" } });
    const other = await desk.ask("POST", "/Taken/flows", `{"notes":"${"x".repeat(1_048_576)}"}`);
    expect(other).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });
});

test("a form that is sent again, encoded anew, is answered the same and opens nothing", async () => {
  const form = { fields: { name: "Again", equity: "1" }, headers: { "idempotency-key": "k-1" } };
  const [one, two] = [await send(form), await send(form)];
  expect(one.status).toBe(201);
  expect([two.status, two.body]).toEqual([201, one.body]);
  const other = await send({ ...form, file: `${GOOD}MSFT,1,1,2026-05-18\n` });
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_conflict" } });
  expect((await names()).filter((name) => name === "Again")).toHaveLength(1);
});

test("the template imports cleanly as it is, read strictly; its short call is short", async () => {
  const { token } = await desk.served.token("read");
  const response = await desk.served.ask(TEMPLATE, { token });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("private, max-age=3600");
  expect(response.headers.get("content-disposition")).toContain(".csv");
  const told = await send({
    file: await response.text(),
    fields: { name: "Template", equity: "1000000", strict: "true" },
  });
  expect(told).toMatchObject({
    status: 201,
    body: { lots: 7, warnings: [], by_type: { SC: 1, LP: 1, SHORT: 1, LONG: 4 } },
  });
  const { positions } = (await desk.get("/Template/positions?all=true")) as { positions: Body[] };
  expect(positions.find(({ right }) => right === "CALL")).toMatchObject({
    position_type: "SC",
    quantity: -3,
  });
  expect(await desk.served.ask(TEMPLATE, { token: null })).toMatchObject({ status: 401 });
});
