import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

const BASE = "/api/v1/portfolios";

let served: ServedDesk;
let id = "";

beforeAll(async () => {
  served = await servedSaver();
  id = served.desk.portfolio("Saver").publicId;
});

afterAll(() => served[Symbol.asyncDispose]());

test.each(["", "/report", "/snapshots", "/snapshots/2026-05-29", "/history"])(
  "of a portfolio that there is not, %s: not found",
  async (path) => {
    for (const name of ["nowhere", "saver", "Saver%00", "%25", "'%20OR%201=1", "x".repeat(5_000)]) {
      const { detail } = await problemOf(await served.ask(`${BASE}/${name}${path}`), "not_found");
      expect(detail.length).toBeLessThan(200);
    }
  },
);

test.each([
  ["/report?date=2026-05-25", "not_a_session", "2026-05-25 is Memorial Day"],
  ["/snapshots/2026-05-25", "not_a_session", "2026-05-25 is Memorial Day"],
  ["/snapshots/2025-12-25", "not_a_session", "Christmas"],
  ["/snapshots/2026-05-31", "not_a_session", "2026-05-31 is a Sunday"],
  ["/report?date=2026-02-30", "bad_date", '"2026-02-30" is not a day'],
  ["/report?date=", "bad_date", '"" is not a day'],
  ["/snapshots/yesterday", "bad_date", '"yesterday" is not a day'],
  ["/snapshots/2026-5-1", "bad_date", '"2026-5-1" is not a day'],
  ["/snapshots?from=1&to=2026-02-31", "bad_date", 'from: "1" is not a day'],
  ["/snapshots?limit=0", "bad_request", "limit"],
  ["/snapshots?limit=x", "bad_request", "limit"],
  ["/snapshots?limit=1e9", "bad_request", "limit"],
  ["/report?date=9999-12-31", "calendar_range", "9999-12-31"],
  ["/report?as_known=yesterday", "bad_request", "as_known"],
  ["/report?as_known=2026-05-29T22:00:00", "bad_request", "as_known"],
  ["/snapshots?form=2026-05-29", "bad_request", '"form"'],
  ["/report?dat=2026-05-29", "bad_request", '"dat"'],
  ["/history?form=csv", "bad_request", '"form"'],
  ["/history?format=xml", "bad_request", "format"],
  ["/history?date=x", "bad_date", '"x" is not a day'],
] as const)("%s is refused as %s", async (path, code, words) => {
  const { detail } = await problemOf(await served.ask(`${BASE}/${id}${path}`), code);
  expect(detail).toContain(words);
});

test.each(["/Saver/report", "/Saver/snapshots", "/Saver/snapshots/2026-05-29", "/Saver/history"])(
  "%s answers GET and nothing else",
  async (path) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const { detail } = await problemOf(
        await served.ask(`${BASE}${path}`, { method }),
        "method_not_allowed",
      );
      expect(detail).toBe(`${BASE}${path} answers GET, not ${method}.`);
    }
    const head = await served.ask(`${BASE}${path}`, { method: "HEAD" });
    expect({ status: head.status, text: await head.text() }).toEqual({ status: 200, text: "" });
  },
);
