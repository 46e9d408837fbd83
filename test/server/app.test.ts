import { expect, test } from "bun:test";
import pino from "pino";
import { NightdeskError } from "../../src/platform/errors.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { VERSION } from "../../src/platform/version.ts";
import { createApp } from "../../src/server/app.ts";
import { listen } from "../../src/server/listen.ts";
import type { Readiness } from "../../src/server/routes/health.ts";

const readiness: Readiness = {
  ready: true,
  last_completed_session: isoDate("2026-05-29"),
  business_clock: { now: "2026-05-29T22:00:00.000Z", frozen: true },
  scheduler: { enabled: false, reason: "the business clock is frozen" },
  workers: 1,
  panel: { symbols: 1, sessions: 2, hash: "0" },
  panel_fault: null,
};

function app(state: () => Readiness = () => readiness, lines: string[] = []) {
  return createApp({ log: pino({}, { write: (line: string) => void lines.push(line) }), readiness: state });
}

test("health answers without a token, readiness with its reasons", async () => {
  const health = await app().request("/health");
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({ status: "ok", version: VERSION });
  const ready = await app().request("/health/ready");
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ ...readiness });
  const notYet = await app(() => ({ ...readiness, ready: false, panel: null })).request("/health/ready");
  expect(notYet.status).toBe(503);
});

test("another method is refused by name", async () => {
  const response = await app().request("/health", { method: "POST" });
  expect(response.status).toBe(405);
  expect(await response.json()).toMatchObject({
    code: "method_not_allowed",
    detail: "/health answers GET, not POST.",
  });
});

test("an unknown route is problem+json", async () => {
  const response = await app().request("/nowhere?token=x");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({
    code: "not_found",
    status: 404,
    detail: "There is nothing at /nowhere.",
  });
});

test("a defect inside leaves as `internal`, and only the log has its words", async () => {
  const lines: string[] = [];
  const response = await app(() => {
    throw new Error("the inside: /secret/path");
  }, lines).request("/health/ready");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("inside");
  expect(lines.join("")).toContain("the inside");
});

test("a port in use is named", () => {
  const first = listen(app(), "127.0.0.1", 0);
  try {
    const port = Number(new URL(first.url).port);
    const again = () => listen(app(), "127.0.0.1", port);
    expect(again).toThrow(NightdeskError);
    expect(again).toThrow(String(port));
  } finally {
    void first.stop(0);
  }
});

test("stopping lets a request under way end and refuses new ones", async () => {
  const held = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const slow = app();
  slow.get("/slow", async (context) => {
    entered.resolve();
    await held.promise;
    return context.text("done");
  });
  const listener = listen(slow, "127.0.0.1", 0);
  const request = fetch(`${listener.url}/slow`);
  await entered.promise;
  const stopped = listener.stop(5_000);
  held.resolve();
  expect(await (await request).text()).toBe("done");
  await stopped;
  expect(fetch(`${listener.url}/health`)).rejects.toThrow();
});
