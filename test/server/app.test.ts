import { expect, test } from "bun:test";
import { VERSION } from "../../src/platform/version.ts";
import { listen } from "../../src/server/listen.ts";
import { faultOf } from "../db/fault.ts";
import { READY, ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";

test("health answers without a token, readiness with its reasons", async () => {
  await using served = new ServedDesk();
  const health = await served.ask("/health", { token: null });
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({ status: "ok", version: VERSION });
  const ready = await served.ask("/health/ready", { token: null });
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ ...READY });
  await using loading = new ServedDesk({ readiness: () => ({ ...READY, ready: false, panel: null }) });
  const notYet = await loading.ask("/health/ready", { token: null });
  expect(notYet.status).toBe(503);
  expect(await notYet.json()).toMatchObject({ ready: false, panel: null });
});

test("another method is refused by name", async () => {
  await using served = new ServedDesk();
  const answer = await served.ask("/health", { method: "POST" });
  expect(answer.headers.get("allow")).toBe("GET, HEAD");
  const { detail } = await problemOf(answer, "method_not_allowed");
  expect(detail).toBe("/health answers GET, not POST.");
});

test("an unknown route is 401 without a token, so that none learns what there is, and 404 with one", async () => {
  await using served = new ServedDesk();
  await problemOf(await served.ask("/nowhere?token=x", { token: null }), "unauthorized");
  const { detail } = await problemOf(await served.ask("/nowhere?token=x"), "not_found");
  expect(detail).toBe("There is nothing at /nowhere.");
  const long = await problemOf(await served.ask(`/${"x".repeat(5_000)}`), "not_found");
  expect(long.detail.length).toBeLessThan(200);
});

test("the first page is without data, and without a script", async () => {
  await using served = new ServedDesk();
  await served.desk.openLots("Secret & Sons", ["AAPL,1,10,2026-05-29"], { equity: "100" });
  const response = await served.ask("/", { token: null });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const page = await response.text();
  expect(page).toContain(`nightdesk ${VERSION}`);
  expect(page).not.toContain("Secret");
  expect(page).not.toContain("<script");
});

test("the page of a demo sums its portfolios up, whatever they are called", async () => {
  const snapshot = {
    date: "2026-05-29",
    status: "complete",
    equity: 1_234.5,
    daily_pnl: -1,
    daily_return: null,
    position_count: 1,
    coverage: 1,
  };
  const terms = {
    currency: "USD",
    inception: "2026-05-29",
    stated_equity: 100,
    basis_date: "2026-05-29",
    untold: null,
  };
  const portfolios = [
    { id: "a", name: "<script>alert(1)</script> & Co", ...terms, snapshot },
    { id: "b", name: "New", ...terms, snapshot: null },
  ];
  await using served = new ServedDesk({ summary: () => portfolios });
  const page = await (await served.ask("/", { token: null })).text();
  expect(page).not.toContain("<script>");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co");
  expect(page).toContain("1,234.50 USD");
  expect(page).toContain("unknown");
  expect(page).toContain("no snapshot yet");
});

test("a defect inside leaves as `internal`, and only the log has its words", async () => {
  await using served = new ServedDesk({
    readiness: () => {
      throw new Error("the inside: /secret/path");
    },
  });
  const response = await served.ask("/health/ready", { token: null });
  expect(JSON.stringify(await problemOf(response, "internal"))).not.toContain("inside");
  expect(served.log.join("")).toContain("the inside");
});

test("a port in use is named", async () => {
  await using served = new ServedDesk();
  const first = await listen(served.app, "127.0.0.1", 0, null);
  const port = Number(new URL(first.url).port);
  const { message } = await faultOf("port_unavailable", () => listen(served.app, "127.0.0.1", port, null));
  expect(message).toContain(`127.0.0.1:${port}`);
  await first.stop(0);
});

test("stopping lets a request under way end and refuses new ones", async () => {
  const held = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  await using served = new ServedDesk();
  served.app.get("/health/slow", async (context) => {
    entered.resolve();
    await held.promise;
    return context.text("done");
  });
  const { token } = await served.token("read");
  const listener = await listen(served.app, "127.0.0.1", 0, null);
  const request = fetch(`${listener.url}/health/slow`, { headers: { authorization: `Bearer ${token}` } });
  await entered.promise;
  const stopped = listener.stop(5_000);
  held.resolve();
  expect(await (await request).text()).toBe("done");
  await stopped;
  await expect(fetch(`${listener.url}/health`)).rejects.toThrow();
});
