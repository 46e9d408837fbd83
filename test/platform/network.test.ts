import { afterAll, describe, expect, test } from "bun:test";
import { systemNetwork } from "../../src/platform/network.ts";

/** Long enough that it never ends a test that works. */
const NEVER_MS = 60_000;
const SOON_MS = 200;

let arrived = Promise.withResolvers<void>();
/** Answers /now at once, /body with a body that does not end, and nothing else ever. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  fetch: (request) => {
    arrived.resolve();
    const { pathname } = new URL(request.url);
    if (pathname === "/now") return new Response(request.headers.get("x-said"));
    if (pathname !== "/body") return new Promise<Response>(() => undefined);
    return new Response(new ReadableStream({ start: (stream) => stream.enqueue("begun") }));
  },
});
afterAll(() => server.stop(true));

const nameOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (fault) {
    return fault instanceof Error ? fault.name : String(fault);
  }
  return "nothing was thrown";
};

const at = (path: string) => new URL(path, server.url).href;

describe("the network", () => {
  test("passes the request and the answer through", async () => {
    const answer = await systemNetwork.request(at("/now"), NEVER_MS, { headers: { "x-said": "hello" } });
    expect(await answer.text()).toBe("hello");
  });

  test("gives up a request at its limit", async () => {
    expect(await nameOf(systemNetwork.request(at("/never"), SOON_MS))).toBe("TimeoutError");
  });

  test("gives up the reading of a body at the limit too", async () => {
    const body = systemNetwork.request(at("/body"), SOON_MS).then((answer) => answer.text());
    expect(await nameOf(body)).toBe("TimeoutError");
  });

  test("heeds the caller's own signal beside the limit", async () => {
    arrived = Promise.withResolvers<void>();
    const stop = new AbortController();
    const outcome = nameOf(systemNetwork.request(at("/never"), NEVER_MS, { signal: stop.signal }));
    await arrived.promise;
    stop.abort();
    expect(await outcome).toBe("AbortError");
    expect(
      await nameOf(systemNetwork.request(at("/never"), SOON_MS, { signal: new AbortController().signal })),
    ).toBe("TimeoutError");
  });

  test("tells of a transport fault", async () => {
    const closed = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
    const { href } = closed.url;
    await closed.stop(true);
    expect(await nameOf(systemNetwork.request(href, NEVER_MS))).not.toBe("nothing was thrown");
  });
});
