import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { endOf, MINUTE, SECOND, START } from "./made-gate.ts";
import { fault, json, MadeHttp, type Said } from "./made-http.ts";

const GOOD = json({ fine: true });
const PAGE = "<!DOCTYPE html><html><body>Sorry</body></html>";
const NO_CONNECTION = fault("TypeError", "fetch failed", "ConnectionRefused");

const TRANSIENT: readonly (readonly [string, Said, string])[] = [
  ["no connection", NO_CONNECTION, "no connection (ConnectionRefused)"],
  ["a fault without a code", fault("TypeError", "fetch failed"), "no connection"],
  ["the time limit", fault("TimeoutError", "timed out"), "no answer in 10 s"],
  ["status 408", json({}, 408), "status 408"],
  ["status 500", json({}, 500), "status 500"],
  ["status 502 with a page", json(PAGE, 502), "status 502"],
  ["status 503", json("", 503), "status 503"],
  ["nothing", json(""), "an empty answer (status 200)"],
  ["white space", json(" \n"), "an empty answer (status 200)"],
  ["half of a string", json('{"a":"b}'), "an answer that breaks off (status 200)"],
  ["half of an answer", json('{"a":[{"b":1}'), "an answer that breaks off (status 200)"],
];

const FINAL: readonly (readonly [string, Said, string])[] = [
  ["status 400", json({ e: 1 }, 400), "reply 400"],
  ["status 401", json({ e: 1 }, 401), "reply 401"],
  ["status 402", json({ e: 1 }, 402), "reply 402"],
  ["status 402 in words", json("Premium Endpoint", 402), "reply 402"],
  ["status 403", json({ e: 1 }, 403), "reply 403"],
  ["status 404", json({ e: 1 }, 404), "reply 404"],
  ["status 404 without a body", json("", 404), "reply 404"],
  ["status 404 in words", json("Not Found", 404), "reply 404"],
  ["status 422", json({ e: 1 }, 422), "reply 422"],
  ["a page", json(PAGE), "malformed: a page instead of JSON (status 200)"],
  ["a page with status 404", json(`\n ${PAGE}`, 404), "malformed: a page instead of JSON (status 404)"],
  ["a page with status 401", json(PAGE, 401), "malformed: a page instead of JSON (status 401)"],
];

/** What a request ended with, in words. */
async function ended(made: MadeHttp): Promise<string> {
  const end = await made.get();
  return "kind" in end ? `${end.kind}: ${end.detail}` : `reply ${end.status}`;
}

describe("after a transient fault", () => {
  test.each(TRANSIENT.map((each) => [...each]))(
    "(%s) a request is tried again, so often",
    async (_, said, told) => {
      const made = new MadeHttp([said], { limits: { retries: 3 } });
      expect(await ended(made)).toBe(`transport: ${told}`);
      expect(made.seen).toHaveLength(4);
      expect(made.http.status).toMatchObject({ requests: 4, retries: 3, failuresInARow: 4, underWay: 0 });
      expect(made.http.status.lastErrors.map(({ detail }) => detail)).toEqual([told, told, told, told]);
    },
  );

  test.each(TRANSIENT.map((each) => [...each]))("(%s) a good answer ends it", async (_, said) => {
    const made = new MadeHttp([said, GOOD]);
    expect(await made.get()).toMatchObject({ status: 200, text: '{"fine":true}' });
    expect(made.http.status).toMatchObject({ requests: 2, retries: 1, failuresInARow: 0, underWay: 0 });
  });

  test("the waits double, and are cut by chance", async () => {
    const waited = async (chance: number) => {
      const made = new MadeHttp([NO_CONNECTION], { chance, limits: { retries: 7 } });
      await made.get();
      return made.clock.elapsed();
    };
    expect(await waited(0)).toBe(0);
    expect(await waited(0.5)).toBe((500 + 1_000 + 2_000 + 4_000 + 8_000 + 8_000 + 8_000) / 2);
  });

  test("a breaker that opens meanwhile ends it; what was never sent is no retry", async () => {
    const made = new MadeHttp([NO_CONNECTION], { limits: { tripAfter: 2, retries: 5 } });
    expect(await made.get()).toMatchObject({ kind: "transport" });
    expect(await made.get()).toEqual({
      kind: "not_asked",
      // The second failure came after half of the first wait of 500 ms, and half of another was waited in vain.
      until: Date.parse(START) + 250 + 5 * MINUTE,
      detail: "yahoo is resting: it failed too often in a row",
    });
    expect(made.http.status).toMatchObject({ requests: 2, retries: 1, breaker: "open", underWay: 0 });
  });
});

describe("what the provider meant", () => {
  test.each(FINAL.map((each) => [...each]))("(%s) is not asked for again", async (_, said, told) => {
    const made = new MadeHttp([said, GOOD]);
    expect(await ended(made)).toBe(told);
    expect(made.http.status).toMatchObject({ requests: 1, retries: 0, underWay: 0 });
  });

  test("an answer is passed on as it came, whatever its JSON", async () => {
    const document = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(document, fc.constantFrom("", "\n", "  "), async (body, space) => {
        const text = space + JSON.stringify(body, null, space.length) + space;
        const made = new MadeHttp([json(text, 200, { "x-own": "1" }), GOOD]);
        const reply = await made.get();
        if ("kind" in reply) throw new Error(reply.detail);
        expect([reply.status, reply.text, reply.headers.get("x-own")]).toEqual([200, text, "1"]);
        expect(made.seen).toHaveLength(1);
      }),
    );
  });

  test("an answer that breaks off anywhere is known for one", async () => {
    const document = fc.oneof(
      fc.array(fc.jsonValue(), { minLength: 1 }),
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(document, fc.nat(), async (body, cut) => {
        const text = JSON.stringify(body);
        const made = new MadeHttp([json(text.slice(0, 1 + (cut % (text.length - 1)))), GOOD]);
        expect(await ended(made)).toBe("reply 200");
        expect(made.http.status.retries).toBe(1);
      }),
    );
  });

  test("refusals count against the breaker, an unknown symbol does not", async () => {
    const made = new MadeHttp([json({}, 401), json({}, 403), json({}, 404), json({}, 403)]);
    const failures: number[] = [];
    for (let count = 0; count < 4; count++) {
      await made.get();
      failures.push(made.http.status.failuresInARow);
    }
    expect(failures).toEqual([1, 2, 0, 1]);
  });
});

describe("429", () => {
  const HEADERS: readonly (readonly [string, Record<string, string>, number])[] = [
    ["20 seconds", { "retry-after": "20" }, 20 * SECOND],
    ["a second and a half", { "retry-after": "1.5" }, 1.5 * SECOND],
    ["until an instant", { "retry-after": "Fri, 29 May 2026 22:00:40 GMT" }, 40 * SECOND],
    ["until an instant that is past", { "retry-after": "Fri, 29 May 2026 21:59:00 GMT" }, 0],
    ["0 seconds", { "retry-after": "0" }, 0],
    ["nothing", {}, 15 * SECOND],
    ["an empty header", { "retry-after": "" }, 15 * SECOND],
    ["a while", { "retry-after": "a while" }, 15 * SECOND],
  ];

  test.each(HEADERS.map((each) => [...each]))("asks for %s", async (_, headers, pause) => {
    const made = new MadeHttp([json({}, 429, headers), GOOD]);
    expect(await ended(made)).toBe("reply 200");
    expect(made.clock.elapsed()).toBe(pause);
    expect(made.http.status).toMatchObject({ requests: 2, retries: 1, underWay: 0 });
  });

  test("holds back the requests for all other symbols too", async () => {
    const made = new MadeHttp([json({}, 429, { "retry-after": "30" }), GOOD]);
    const went: number[] = [];
    const first = made.get("https://example.test/AAPL");
    await Bun.sleep(0);
    const others = ["MSFT", "IBM"].map(async (symbol) => {
      await made.get(`https://example.test/${symbol}`);
      went.push(made.clock.elapsed());
    });
    await Promise.all([first, ...others]);
    expect(went).toEqual([30 * SECOND, 30 * SECOND]);
  });

  test("that asks for too long gives up at once, with the instant", async () => {
    const made = new MadeHttp([json({}, 429, { "retry-after": "61" })]);
    const until = Date.parse(START) + 61 * SECOND;
    const detail = "yahoo said that there were too many requests";
    expect(await made.get()).toEqual({ kind: "rate_limited", until, detail });
    const paused = "yahoo is paused: it said that there were too many requests";
    expect(await made.get()).toEqual({ kind: "not_asked", until, detail: paused });
    expect(made.http.status).toMatchObject({ requests: 1, retries: 0, pausedUntil: until, underWay: 0 });
  });

  test("again and again ends with the last answer", async () => {
    const made = new MadeHttp([json(PAGE, 429, { "retry-after": "5" })]);
    const until = Date.parse(START) + 15 * SECOND;
    const detail = "yahoo said that there were too many requests";
    expect(await made.get()).toEqual({ kind: "rate_limited", until, detail });
    expect(made.http.status).toMatchObject({ requests: 3, retries: 2, underWay: 0 });
  });
});

describe("a stop", () => {
  const WHILE: readonly (readonly [string, Said, number])[] = [
    ["the request is under way", () => new Promise<Response>(() => undefined), 0],
    ["it is waited before another try", NO_CONNECTION, 1],
    ["a pause is waited for", json({}, 429), 1],
  ];

  test.each(WHILE.map((each) => [...each]))("while %s ends it with its reason", async (_, said, failures) => {
    const reason = new Error("the night is stopped");
    const stopped = Promise.withResolvers<never>();
    const made = new MadeHttp([
      () => Promise.race([Promise.resolve(said()), stopped.promise]) as Promise<Response>,
    ]);
    const end = endOf(made.get());
    made.stop.signal.addEventListener("abort", () => stopped.reject(new TypeError("aborted")));
    stopped.promise.catch(() => undefined);
    while (made.http.status.requests === 0 || made.http.status.failuresInARow < failures)
      await Promise.resolve();
    made.stop.abort(reason);
    expect(await end).toBe(reason);
    expect(made.http.status).toMatchObject({
      requests: 1,
      retries: 0,
      failuresInARow: failures,
      underWay: 0,
    });
  });
});
