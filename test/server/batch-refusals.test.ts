import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ErrorCode } from "../../src/platform/errors.ts";
import { type Listener, listen } from "../../src/server/listen.ts";
import { ADMIN_TOKEN, type ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

const BATCH = "/api/v1/admin/batch";
const RUN = `${BATCH}/run`;
const MEBIBYTE = 1_048_576;

let served: ServedDesk;
let listener: Listener;

beforeAll(async () => {
  served = await servedSaver();
  listener = await listen(served.app, "127.0.0.1", 0, null);
});

afterAll(async () => {
  await listener.stop(1_000);
  await served[Symbol.asyncDispose]();
});

/** That a request is refused, and starts nothing. */
async function refused(response: Response, code: ErrorCode, words: string): Promise<void> {
  const { detail } = await problemOf(response, code);
  expect(detail).toContain(words);
  expect(served.state.runner.currentId).toBeNull();
}

describe("the query", () => {
  test.each<[string, ErrorCode, string]>([
    ["?force_rerun=true", "bad_request", "force_rerun needs a start_date"],
    ["?force_rerun=1&end_date=2026-05-29", "bad_request", "force_rerun needs a start_date"],
    ["?force_rerun=yes", "bad_request", "force_rerun"],
    ["?force=maybe", "bad_request", "force"],
    ["?start_date=2026-02-30&force_rerun=1", "bad_date", 'start_date: "2026-02-30" is not a day'],
    ["?start_date=&force_rerun=1", "bad_date", 'start_date: "" is not a day'],
    ["?end_date=29.05.2026", "bad_date", 'end_date: "29.05.2026" is not a day'],
    ["?end_date=2026-05-25", "not_a_session", "2026-05-25 is Memorial Day"],
    ["?start_date=2026-05-31&force_rerun=1", "not_a_session", "2026-05-31 is a Sunday"],
    ["?end_date=2026-06-01", "bad_date", "2026-06-01 is not over yet"],
    ["?start_date=2026-05-29&end_date=2026-05-28", "bad_date", "from 2026-05-29 to 2026-05-28"],
    ["?end_date=0001-01-01", "calendar_range", "0001-01-01"],
    ["?portfolio_id=", "bad_request", "portfolio_id"],
    ["?portfolio_id=nowhere", "not_found", 'no portfolio "nowhere"'],
    [`?portfolio_id=${"x".repeat(256)}`, "bad_request", "portfolio_id"],
    ["?startdate=2026-05-28", "bad_request", "startdate"],
    ["?start_date=2026-05-28&x=1&y=2", "bad_request", '"x"'],
  ])("%.50s", async (query, code, words) => {
    await refused(await served.ask(`${RUN}${query}`, { method: "POST" }), code, words);
  });
});

describe("the body", () => {
  test.each<[string, ErrorCode, string]>([
    ["{", "bad_request", "not JSON"],
    ["start_date=2026-05-28", "bad_request", "not JSON"],
    ["\u0000", "bad_request", "not JSON"],
    ["[]", "bad_request", "must be a JSON object"],
    ["null", "bad_request", "must be a JSON object"],
    ["1", "bad_request", "must be a JSON object"],
    ['"run"', "bad_request", "must be a JSON object"],
    ['{"force_rerun":true}', "bad_request", "force_rerun needs a start_date"],
    ['{"force_rerun":"true ","start_date":"2026-05-28"}', "bad_request", "force_rerun"],
    ['{"start_date":20260528}', "bad_request", "start_date"],
    ['{"start_date":null}', "bad_request", "start_date"],
    ['{"portfolio_id":["Saver"]}', "bad_request", "portfolio_id"],
    ['{"portfolio_id":"nowhere"}', "not_found", "nowhere"],
    ['{"foo":1}', "bad_request", '"foo"'],
    ['{"__proto__":{"force_rerun":true}}', "bad_request", "__proto__"],
    ['{"constructor":1}', "bad_request", "constructor"],
    [`${"[".repeat(200_000)}`, "bad_request", "not JSON"],
    [`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, "bad_request", ""],
  ])("%.60s", async (body, code, words) => {
    await refused(await served.ask(RUN, { method: "POST", body }), code, words);
  });

  test("a name that is refused is not sent back in full", async () => {
    const body = JSON.stringify({ ["x".repeat(100_000)]: 1 });
    const response = await served.ask(RUN, { method: "POST", body });
    expect((await problemOf(response, "bad_request")).detail.length).toBeLessThan(1_000);
  });

  test("bytes that are no UTF-8", async () => {
    const body = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d);
    await refused(await served.ask(RUN, { method: "POST", body }), "bad_request", "not JSON");
  });
});

describe("a body over a mebibyte, over the wire", () => {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const post = (body: string | ReadableStream, path = RUN) =>
    fetch(`${listener.url}${path}`, { method: "POST", headers, body });
  const sized = (bytes: number) => `{"foo":"${"x".repeat(bytes - '{"foo":""}'.length)}"}`;
  /** Without a length ahead, and never at its end unless it is taken. */
  const chunked = (bytes: number) => {
    let left = bytes;
    return new ReadableStream({
      pull: (controller) => {
        const size = Math.min(left, 65_536);
        left -= size;
        if (size > 0) controller.enqueue(new Uint8Array(size).fill(0x20));
        else controller.close();
      },
    });
  };

  test("with its length ahead", async () => {
    await refused(await post(sized(MEBIBYTE + 1)), "body_too_large", String(MEBIBYTE));
    await refused(await post(sized(MEBIBYTE)), "bad_request", "foo");
  });

  test("without", async () => {
    await refused(await post(chunked(MEBIBYTE + 1)), "body_too_large", String(MEBIBYTE));
    await refused(await post(chunked(100 * MEBIBYTE)), "body_too_large", String(MEBIBYTE));
  });

  test("where no body is read, and where there is no route", async () => {
    for (const path of ["/health", "/nowhere", "/api/v1/portfolios"]) {
      await refused(await post(sized(MEBIBYTE + 1), path), "body_too_large", String(MEBIBYTE));
    }
  });

  test("without a token it is not even read", async () => {
    const response = await fetch(`${listener.url}${RUN}`, { method: "POST", body: sized(2 * MEBIBYTE) });
    await refused(response, "unauthorized", "token");
  });

  test("the server lives on", async () => {
    expect((await fetch(`${listener.url}/health`)).status).toBe(200);
  });
});

test.each([
  ["/run", "POST", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]],
  ["/run/current", "GET", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
  ["/history/x", "GET", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
])("%s answers %s and nothing else", async (path, only, others) => {
  for (const method of others) {
    const words = `${BATCH}${path} answers ${only}, not ${method}.`;
    await refused(await served.ask(`${BATCH}${path}`, { method }), "method_not_allowed", words);
  }
});

test("a run that there is not", async () => {
  for (const id of ["x", "%00", "019e75c0-5778-72af-a7f4-3d3136daa42b", "x".repeat(5_000)]) {
    const { detail } = await problemOf(await served.ask(`${BATCH}/history/${id}`), "not_found");
    expect(detail.length).toBeLessThan(120);
  }
});
