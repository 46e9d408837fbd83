import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { FIRST, marketWith, sessionAfter } from "../batch/collected-desk.ts";
import { until } from "../support/command.ts";
import type { Distortion } from "../support/market/distortion.ts";
import { CollectedServer } from "./collected-server.ts";
import { problemOf } from "./problem-of.ts";

setDefaultTimeout(120_000);

const LIST = "/admin/data/quarantine";
const NEXT = sessionAfter(FIRST);
const THURSDAY = sessionAfter(FIRST, -1);

interface Listed {
  readonly id: number;
  readonly session: string;
  readonly close: number | null;
  readonly reason: string;
  readonly status: string;
  readonly decided_at: string | null;
}

/** A server after a night in which bars of AAA were not believed. */
async function after(...distortions: Distortion[]): Promise<CollectedServer> {
  const server = await CollectedServer.of({
    market: marketWith(["AAA", "BBB"]),
    held: ["AAA", "BBB"],
    providers: ["yahoo"],
  });
  server.collected.distort("AAA", ...distortions);
  await server.collected.night();
  return server;
}

async function listed(server: CollectedServer): Promise<readonly Listed[]> {
  return (await server.get(`${LIST}?status=any`)).quarantine as Listed[];
}

async function only(server: CollectedServer): Promise<Listed> {
  const [bar, ...more] = await listed(server);
  if (bar === undefined || more.length > 0) throw new Error(`there are ${more.length + 1}, not one`);
  return bar;
}

describe("accepting a bar", () => {
  test("stores it and makes its holders' snapshots stale; the next run uses it", async () => {
    await using server = await after({ kind: "bad_close", date: THURSDAY, factor: 3 });
    const { collected, served } = server;
    const bar = await only(server);
    expect([collected.close("AAA", THURSDAY), collected.close("AAA", FIRST)?.[1]]).toEqual([null, "yahoo"]);
    expect(collected.snapshots()).toMatchObject({ [THURSDAY]: "partial", [FIRST]: "complete" });

    const response = await server.post(`${LIST}/${bar.id}`, { decision: "accept" });
    const message = `AAA of ${THURSDAY}: the close ${bar.close} of yahoo was accepted by an operator`;
    expect([response.status, await response.json()]).toEqual([
      200,
      { id: bar.id, decision: "accept", message },
    ]);
    expect(server.notes()).toEqual([`info: ${message}`]);
    expect(collected.close("AAA", THURSDAY)).toEqual([bar.close ?? 0, "yahoo"]);
    const decided = await only(server);
    expect(decided).toMatchObject({ status: "accepted", close: bar.close });
    expect(decided.decided_at).toMatch(/^2026-05-29T22:/);
    expect((await server.get(LIST)).quarantine).toEqual([]);
    expect(await server.get("/symbols/AAA")).toMatchObject({
      missing: null,
      next_try_at: null,
      sessions: 41,
    });

    const run = await served.desk.run();
    const sql = "SELECT date FROM batch_step WHERE run_id = ? AND phase = 'phase_2' ORDER BY date";
    const dates = served.desk.base.rows(sql, run.run.id).map(({ date }) => String(date));
    expect(dates).toEqual([THURSDAY, FIRST]);
    expect(collected.snapshots()).toMatchObject({ [THURSDAY]: "complete", [FIRST]: "complete" });
    const { price } = served.desk.base.rows(
      "SELECT price FROM snapshot_position WHERE session = ? ORDER BY lot_id",
      THURSDAY,
    )[0] ?? { price: null };
    expect(price).toBe(bar.close);
  });

  test("is for good: the same close from the provider changes nothing any more", async () => {
    await using server = await after({ kind: "bad_close", date: FIRST, factor: 3 });
    const bar = await only(server);
    await server.post(`${LIST}/${bar.id}`, { decision: "accept" });
    const report = await server.collected.night(NEXT);
    expect(server.collected.close("AAA", FIRST)?.[0]).toBe(bar.close ?? 0);
    expect(await listed(server)).toContainEqual(expect.objectContaining({ id: bar.id, status: "accepted" }));
    // The way back is as large a move as the way there, and waits for a word of its own.
    expect(server.collected.steps(report)["symbol:AAA"]).toBe("partial quarantined");
  });

  test("of a day's range that its close is outside of is as it came, of one that is backwards without it", async () => {
    const tuesday = sessionAfter(FIRST, -3);
    await using server = await after(
      { kind: "close_outside", date: FIRST },
      { kind: "high_below_low", date: tuesday },
    );
    for (const { id } of await listed(server)) await server.post(`${LIST}/${id}`, { decision: "accept" });
    const { bars } = (await server.get(`/symbols/AAA?from=${tuesday}`)) as {
      bars: Record<string, unknown>[];
    };
    const truth = (day: string) => server.collected.market.find("AAA")?.bars.get(sessionAfter(day, 0));
    expect(bars[0]).toMatchObject({ session: tuesday, close: truth(tuesday)?.close, high: null, low: null });
    expect(bars.at(-1)).toMatchObject({ session: FIRST, high: truth(FIRST)?.high, low: truth(FIRST)?.low });
    expect(bars.at(-1)?.close).toBeCloseTo((truth(FIRST)?.high ?? 0) * 1.05, 6);
  });

  test("twice is a conflict, and so is another word", async () => {
    await using server = await after({ kind: "bad_close", date: FIRST, factor: 3 });
    const { id } = await only(server);
    await server.post(`${LIST}/${id}`, { decision: "accept" });
    for (const decision of ["accept", "reject"]) {
      const { detail } = await problemOf(await server.post(`${LIST}/${id}`, { decision }), "conflict");
      expect(detail).toBe(`The bar ${id} (AAA of ${FIRST}) is accepted already.`);
    }
    expect(server.notes()).toHaveLength(1);
  });

  test.each<[string, Distortion, string]>([
    ["without a price", { kind: "zero_close", date: FIRST }, "has no price that could be accepted"],
    ["below zero", { kind: "negative_close", date: FIRST }, "has no price that could be accepted"],
    ["of a holiday", { kind: "holiday_bar", date: isoDate("2026-05-25") }, "of no session"],
    ["of a day to come", { kind: "future_bar" }, "of no session"],
  ])("one %s is a conflict; it can be rejected", async (_, given, words) => {
    await using server = await after(given);
    const { id, session } = await only(server);
    const { detail } = await problemOf(
      await server.post(`${LIST}/${id}`, { decision: "accept" }),
      "conflict",
    );
    expect(detail).toContain(words);
    expect(await only(server)).toMatchObject({ status: "open", decided_at: null });
    expect(server.collected.close("AAA", session)).toBeNull();
    expect(server.notes()).toEqual([]);
    expect((await server.post(`${LIST}/${id}`, { decision: "reject" })).status).toBe(200);
    expect(await only(server)).toMatchObject({ status: "rejected" });
  });

  test("one whose session has a good close by now is a conflict", async () => {
    await using server = await after({ kind: "bad_close", date: FIRST, factor: 3 });
    const { id } = await only(server);
    server.served.desk.base.writer.db.exec(
      `INSERT INTO price_bar (symbol_id, session, close, source) SELECT id, '${FIRST}', 90, 'polygon' FROM symbol WHERE symbol = 'AAA'`,
    );
    const { detail } = await problemOf(
      await server.post(`${LIST}/${id}`, { decision: "accept" }),
      "conflict",
    );
    expect(detail).toContain(`AAA has a close of ${FIRST} already`);
    expect(server.collected.close("AAA", FIRST)).toEqual([90, "polygon"]);
  });

  test("of two providers' bars of a session closes the other", async () => {
    await using server = await CollectedServer.of({
      market: marketWith(["AAA"]),
      held: ["AAA"],
      providers: ["yahoo", "polygon"],
    });
    server.collected.distort("AAA", { kind: "factor_100", dates: [FIRST], factor: 100 });
    await server.collected.night();
    const [one, other] = await listed(server);
    expect(await listed(server)).toHaveLength(2);
    await server.post(`${LIST}/${one?.id}`, { decision: "accept" });
    const statuses = Object.fromEntries((await listed(server)).map(({ id, status }) => [id, status]));
    expect(statuses).toEqual({ [one?.id ?? 0]: "accepted", [other?.id ?? 0]: "superseded" });
  });
});

describe("rejecting a bar", () => {
  test("stores nothing, and its session is never asked for again", async () => {
    await using server = await after({ kind: "bad_close", date: FIRST, factor: 3 });
    const { collected } = server;
    const bar = await only(server);
    const response = await server.post(`${LIST}/${bar.id}`, { decision: "reject" });
    const message = `AAA of ${FIRST}: the close ${bar.close} of yahoo was rejected by an operator`;
    expect(await response.json()).toEqual({ id: bar.id, decision: "reject", message });
    expect(server.notes()).toEqual([`info: ${message}`]);
    expect(await only(server)).toMatchObject({ status: "rejected" });
    collected.providers.forget();
    // After all that was put off is due.
    collected.providers.clock.moveTo("2026-05-31T23:00:00Z");
    const report = await server.served.desk.run({ sources: collected.providers.sources, to: FIRST });
    expect(collected.steps(report)).toEqual({});
    expect(collected.providers.requests).toBe(0);
    expect(await server.get("/symbols/AAA")).toMatchObject({ missing: null, sessions: 40 });

    // The next session's answer has it again: it stays out, and stays rejected.
    const next = await collected.night(NEXT);
    expect(collected.steps(next)["symbol:AAA"]).toBe("done");
    expect([collected.close("AAA", FIRST), collected.close("AAA", NEXT)?.[1]]).toEqual([null, "yahoo"]);
    expect(await only(server)).toMatchObject({ id: bar.id, status: "rejected" });
  });

  test("of one of two waits for the other", async () => {
    await using server = await after(
      { kind: "close_outside", date: FIRST },
      { kind: "close_outside", date: THURSDAY },
    );
    const [one, other] = await listed(server);
    await server.post(`${LIST}/${one?.id}`, { decision: "reject" });
    expect(await server.get("/symbols/AAA")).toMatchObject({ missing: "quarantined" });
    await server.post(`${LIST}/${other?.id}`, { decision: "reject" });
    expect(await server.get("/symbols/AAA")).toMatchObject({ missing: null, next_try_at: null });
  });
});

test("during a run nothing is decided", async () => {
  await using server = await after({ kind: "bad_close", date: FIRST, factor: 3 });
  const { served } = server;
  const { id } = await only(server);
  served.pool.hold("plan");
  const started = (await (await server.post("/admin/batch/run", {})).json()) as { batch_run_id: string };
  await until("the run stands still", () => served.pool.waiting > 0);
  const action = { symbol: "AAA", ex_date: FIRST, decision: "confirm" };
  for (const response of [
    await server.post(`${LIST}/${id}`, { decision: "accept" }),
    await server.post("/admin/data/actions", action),
  ]) {
    const problem = await problemOf(response, "run_in_progress");
    expect(problem).toMatchObject({ batch_run_id: started.batch_run_id });
  }
  expect(await only(server)).toMatchObject({ status: "open" });
  served.pool.letGo();
  await served.state.runner.idle();
  expect((await server.post(`${LIST}/${id}`, { decision: "accept" })).status).toBe(200);
});
