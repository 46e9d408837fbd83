import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { ADMIN_TOKEN, type Asking, type ServedDesk } from "../support/served-desk.ts";
import { servedSaver } from "./saver.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const REQUESTS = 4_000;
const METHODS = ["GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];
const FIELDS = "portfolio_id force force_rerun start_date end_date date from to limit as_known format".split(
  " ",
);
const PROBLEM = "application/problem+json";

let served: ServedDesk;
let id = "";

beforeAll(async () => {
  served = await servedSaver();
  id = served.desk.portfolio("Saver").publicId;
  // The first run that the junk happens to start stays in progress, so that the rest meets the conflict.
  served.pool.hold("plan");
});

afterAll(() => served[Symbol.asyncDispose]());

const junkText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom("", "null", "-1", "1e999", "0x10", "%", "..", "a/b", "\u0000", "'--", "{}", "[]", "\ud800"),
  fc.integer({ min: 1, max: 600 }).map((length) => "9".repeat(length)),
);
const year = fc.constantFrom("0000", "1899", "1990", "2025", "2026", "2100", "9999");
const day = fc
  .tuple(year, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join("-"));
const instant = fc
  .tuple(
    day,
    fc.constantFrom("T", " ", "t", ""),
    fc.constantFrom("22:00", "22:00:00", "24:00:00", "23:59:60", "22:00:00.1234567890123", "99:99"),
    fc.constantFrom("Z", "z", "+00:00", "-23:59", "+24:00", "+0000", ""),
  )
  .map((parts) => parts.join(""));
const known = fc.constantFrom("2026-05-29", "2026-05-26", "Saver", "AAPL", "true", "csv", "1", "5");
const text = fc.oneof(known, day, instant, junkText);
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.boolean(), fc.constant(null));
const field = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FIELDS) }, junkText);

const query = fc
  .array(fc.tuple(field, text), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, each]) => `${encoded(name)}=${encoded(each)}`).join("&"));
const body = fc.oneof(
  fc.constant(null),
  fc.dictionary(field, value, { maxKeys: 5 }).map((each) => JSON.stringify(each)),
  junkText,
  fc.uint8Array({ maxLength: 200 }),
);
const token = fc.oneof(
  { weight: 8, arbitrary: fc.constant(ADMIN_TOKEN) },
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }).map((each) => each.trim()),
  fc.constant(null),
);
const headers = fc.dictionary(
  fc.constantFrom("content-type", "content-length", "accept", "transfer-encoding", "x-http-method-override"),
  fc.constantFrom("application/json", "text/plain; charset=x", "-1", "NaN", "99999999999", "chunked", ""),
  { maxKeys: 2 },
);

/** As a client may write it in an address: encoded well, or cut where no character ends. */
function encoded(given: string): string {
  const well = encodeURIComponent(given.toWellFormed());
  return given.length % 7 === 3 ? well.slice(0, -1) : well;
}

/** Every path that the application answers, and some that it does not. */
function paths(): string[] {
  const own = served.app.routes.filter(({ path }) => path !== "/*").map(({ path }) => path);
  return [...new Set(own), "/:junk", "/api/v1/:junk", "/api/v1/admin/:junk", "/api/v1/portfolios/:id/:junk"];
}

/** What is wrong with an answer; null if nothing is. */
async function faultOf(response: Response, method: string): Promise<string | null> {
  const { status, headers: own } = response;
  const content = await response.text();
  if (status === 500 || status > 503) return `the status ${status}: ${content}`;
  if (status < 400) return null;
  if (own.get("content-type") !== PROBLEM) return `${status} as ${own.get("content-type")}: ${content}`;
  if (method === "HEAD") return content === "" ? null : "a body that answers HEAD";
  const problem = JSON.parse(content) as Record<string, unknown>;
  const isWhole =
    problem.status === status &&
    ["type", "title", "detail", "code"].every((name) => typeof problem[name] === "string");
  if (!isWhole) return `no whole problem details: ${content}`;
  return /\n\s+at |\/src\/|SQLITE_/.test(content) ? `the inside: ${content}` : null;
}

test(`${REQUESTS} requests of junk over all routes: no 500, and every fault is problem details`, async () => {
  const seen = new Map<number, number>();
  const all = paths();
  expect(all.length).toBeGreaterThan(15);
  const route = fc.constantFrom(...all);
  const property = fc.asyncProperty(
    route,
    fc.constantFrom(...METHODS),
    fc.array(fc.oneof(text, fc.constant("Saver")), { minLength: 3, maxLength: 3 }),
    query,
    body,
    token,
    headers,
    async (template, method, names, search, content, bearer, own) => {
      let at = 0;
      const filled = template.replaceAll(/:\w+/g, () => encoded(names[at++] ?? id));
      const asking: Asking = { method, token: bearer, headers: own };
      const mayHaveBody = method !== "GET" && method !== "HEAD" && content !== null;
      const path = search === "" ? filled : `${filled}?${search}`;
      const response = await served.ask(path, mayHaveBody ? { ...asking, body: content } : asking);
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      expect(await faultOf(response, method)).toBeNull();
    },
  );
  await fc.assert(property, { numRuns: REQUESTS });
  // Junk that is all turned away at the door would show nothing.
  for (const status of [200, 400, 401, 404, 405])
    expect([status, seen.get(status) ?? 0]).not.toEqual([status, 0]);
  expect(served.log.filter((line) => line.includes("request failed"))).toEqual([]);
  expect((await served.ask("/health")).status).toBe(200);
});
