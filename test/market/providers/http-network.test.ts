import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { systemNetwork } from "../../../src/platform/network.ts";
import { endOf } from "./made-gate.ts";
import { MadeHttp } from "./made-http.ts";

/** Long enough that it never ends a test that works. */
const NEVER_MS = 60_000;
const SOON_MS = 100;

const asked: { readonly url: string; readonly own: string | null }[] = [];
let begun = Promise.withResolvers<void>();
beforeEach(() => {
  asked.length = 0;
  begun = Promise.withResolvers<void>();
});

const GOOD = '{"fine":true}';
/** A body that begins and does not end; the first piece may already look whole. */
const endless = () => new Response(new ReadableStream({ start: (stream) => stream.enqueue(GOOD) }));
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  fetch: (request) => {
    asked.push({ url: request.url, own: request.headers.get("x-own") });
    begun.resolve();
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/slow") return endless();
    if (pathname === "/slow-once") return asked.length === 1 ? endless() : new Response(GOOD);
    if (pathname === "/never") return new Promise<Response>(() => undefined);
    const to = searchParams.get("to");
    if (pathname === "/sent") {
      const status = Number(searchParams.get("status"));
      return new Response("", { status, ...(to === null ? {} : { headers: { location: to } }) });
    }
    return new Response(GOOD);
  },
});
afterAll(() => server.stop(true));

const origin = server.url.origin;
const made = (timeout: number, retries = 0, standIn: string | null = null) =>
  new MadeHttp([], { network: systemNetwork, limits: { timeout, retries }, standIn });

describe("on a real network", () => {
  test("the time limit covers the body", async () => {
    const desk = made(SOON_MS, 1);
    expect(await desk.get(`${origin}/slow`)).toEqual({
      kind: "transport",
      detail: `no answer in ${SOON_MS / 1_000} s`,
    });
    expect(desk.http.status).toMatchObject({ requests: 2, retries: 1, failuresInARow: 2, underWay: 0 });
  });

  test("a body that was too slow is asked for again", async () => {
    const desk = made(SOON_MS * 10, 1);
    expect(await desk.get(`${origin}/slow-once`)).toMatchObject({ status: 200, text: GOOD });
    expect(desk.http.status).toMatchObject({ requests: 2, retries: 1 });
  });

  test("a refused connection is a transport fault", async () => {
    const closed = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
    const { href } = closed.url;
    await closed.stop(true);
    const end = await made(NEVER_MS).get(href);
    expect("kind" in end ? `${end.kind}: ${end.detail}` : end.status).toMatch(
      /^transport: no connection \(\w+\)$/,
    );
  });

  test.each(["/never", "/slow"])("a stop ends a request under way (%s), with its reason", async (path) => {
    const desk = made(NEVER_MS, 5);
    const reason = new Error("the night is stopped");
    const end = endOf(desk.get(origin + path));
    await begun.promise;
    desk.stop.abort(reason);
    expect(await end).toBe(reason);
    expect(desk.http.status).toMatchObject({ requests: 1, failuresInARow: 0, lastErrors: [], underWay: 0 });
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect (%i) is not followed; its host is told",
    async (status) => {
      const desk = made(NEVER_MS, 5);
      const to = `${origin}/elsewhere?crumb=Cr.umB1`;
      const end = await desk.get(`${origin}/sent?status=${status}&to=${encodeURIComponent(to)}`);
      const detail = `status ${status}: sent elsewhere, to ${new URL(origin).host}`;
      expect(end).toEqual({ kind: "malformed", detail });
      expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(["/sent"]);
      expect(desk.http.status).toMatchObject({ requests: 1, failuresInARow: 1, underWay: 0 });
    },
  );

  test.each([["/consent?key=abc"], [null], ["https://"]])("a redirect to %p names no host", async (to) => {
    const query = to === null ? "" : `&to=${encodeURIComponent(to)}`;
    expect(await made(NEVER_MS).get(`${origin}/sent?status=302${query}`)).toEqual({
      kind: "malformed",
      detail: "status 302: sent elsewhere, to another page",
    });
  });

  test("an origin that stands in gets path, query and headers as they are", async () => {
    const desk = made(NEVER_MS, 0, origin);
    const path = "/v8/finance/chart/%5EGSPC?period1=-5&events=div%7Csplit&a=b+c&empty=&a=%C3%A9";
    await desk.get(`https://query1.finance.yahoo.com:444${path}`, { "x-own": "1" });
    expect(asked).toEqual([{ url: origin + path, own: "1" }]);
  });
});

test("without a stand-in the address is the provider's own, and the limit and the signal go with it", async () => {
  const desk = new MadeHttp([() => new Response(GOOD)], { limits: { timeout: 7_000 } });
  await desk.get("https://query1.finance.yahoo.com/v8?x=1", { a: "b" });
  expect(desk.seen).toEqual([
    {
      url: "https://query1.finance.yahoo.com/v8?x=1",
      timeout: 7_000,
      init: { headers: { a: "b" }, signal: desk.stop.signal, redirect: "manual" },
    },
  ]);
});
