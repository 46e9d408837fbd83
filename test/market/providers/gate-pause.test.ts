import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { endOf, MadeGate, MINUTE, SECOND, START } from "./made-gate.ts";

const PAUSED = "paused: it said that there were too many requests";

/** Enters, is told to wait, and tells how long the next one then waited; null if it was turned away. */
async function pausedFor(made: MadeGate, ms: number | null): Promise<number | null> {
  const before = made.clock.elapsed();
  made.gate.pause(ms);
  return (await made.enter()) === "open" ? made.clock.elapsed() - before : null;
}

describe("a pause", () => {
  test("holds everybody back for as long as the provider asks", async () => {
    const asked = fc.integer({ min: 0, max: MINUTE });
    await fc.assert(
      fc.asyncProperty(asked, fc.integer({ min: 1, max: 10 }), async (ms, others) => {
        const made = new MadeGate();
        await made.enter();
        made.gate.pause(ms);
        expect(made.gate.status.pausedUntil).toBe(ms === 0 ? null : Date.parse(START) + ms);
        const ends = Array.from({ length: others }, () => made.enter().then(() => made.clock.elapsed()));
        expect(await Promise.all(ends)).toEqual(ends.map(() => ms));
      }),
    );
  });

  test("without a length doubles each time in a row, and begins anew after a success", async () => {
    const made = new MadeGate();
    await made.enter();
    expect(await pausedFor(made, null)).toBe(15 * SECOND);
    expect(await pausedFor(made, null)).toBe(30 * SECOND);
    expect(await pausedFor(made, null)).toBe(60 * SECOND);
    made.gate.succeeded();
    await made.enter();
    expect(await pausedFor(made, null)).toBe(15 * SECOND);
  });

  test("is one for all that were under way together: told to each, it grows no longer", async () => {
    const made = new MadeGate();
    for (let count = 0; count < 6; count++) await made.enter();
    for (let count = 0; count < 6; count++) made.gate.pause(null);
    expect(made.gate.status.pausedUntil).toBe(Date.parse(START) + 15 * SECOND);
    await made.enter();
    expect(await pausedFor(made, null)).toBe(30 * SECOND);
  });

  test("is as long as the longest that is asked for", async () => {
    const made = new MadeGate();
    for (let count = 0; count < 3; count++) await made.enter();
    for (const ms of [5 * SECOND, 20 * SECOND, SECOND]) made.gate.pause(ms);
    expect(made.gate.status.pausedUntil).toBe(Date.parse(START) + 20 * SECOND);
  });

  test("that is too long is not waited for, nor one that ends after the deadline", async () => {
    const made = new MadeGate({ longestPause: MINUTE });
    await made.enter();
    made.gate.pause(MINUTE + 1);
    const until = Date.parse(START) + MINUTE + 1;
    expect(await made.gate.enter(made.patience())).toEqual({ kind: "closed", until, why: PAUSED });
    expect(made.clock.elapsed()).toBe(0);
    made.clock.moveTo("2026-05-29T22:00:01.000Z");
    expect(await made.enter(made.patience(MINUTE - SECOND))).toBe(PAUSED);
    expect(await made.enter(made.patience(MINUTE))).toBe("open");
  });

  test("that somebody waits for may grow too long meanwhile", async () => {
    const made = new MadeGate();
    await made.enter();
    await made.enter();
    made.gate.pause(30 * SECOND);
    const waiting = made.enter();
    made.gate.pause(MINUTE * 10);
    expect(await waiting).toBe(PAUSED);
  });

  test("of its own lasts no longer than the breaker's cool-down, however often in a row", async () => {
    const made = new MadeGate();
    for (let count = 0; count < 40; count++) {
      const before = made.clock.now();
      while ((await made.enter()) !== "open")
        made.clock.moveTo(new Date(made.gate.status.pausedUntil ?? 0).toISOString());
      expect(made.clock.now() - before).toBeLessThanOrEqual(5 * MINUTE);
      made.gate.pause(null);
    }
    expect(made.gate.status.pausedUntil).toBe(made.clock.now() + 5 * MINUTE);
  });

  test("that is asked for absurdly long still ends at an instant", async () => {
    const made = new MadeGate();
    await made.enter();
    made.gate.pause(1e300);
    const until = made.gate.status.pausedUntil ?? 0;
    expect(new Date(until).toISOString()).toBe("2026-05-30T22:00:00.000Z");
  });

  test("is ended by a stop, with its reason", async () => {
    const made = new MadeGate();
    await made.enter();
    made.gate.pause(30 * SECOND);
    const reason = new Error("stopped");
    const waiting = [endOf(made.gate.enter(made.patience())), endOf(made.gate.enter(made.patience()))];
    made.stop.abort(reason);
    expect(await Promise.all(waiting)).toEqual([reason, reason]);
    expect(made.gate.status.underWay).toBe(0);
  });
});
