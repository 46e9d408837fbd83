import { describe, expect, test } from "bun:test";
import { endOf, MadeGate, MINUTE, SECOND, START } from "./made-gate.ts";

const RESTING = "resting: it failed too often in a row";
const PAUSED = "paused: it said that there were too many requests";

/** What is done to a gate while someone stands in one of its lines, so that everybody there waits. */
const LINES = {
  "for a slot": async (made: MadeGate) => {
    await made.enter();
  },
  "behind a probe": async (made: MadeGate) => {
    await made.enter();
    made.gate.failed();
    made.clock.moveTo("2026-05-29T22:05:00.000Z");
    await made.enter();
  },
};
const LINE_LIMITS = { "for a slot": { concurrency: 1 }, "behind a probe": { tripAfter: 1 } } as const;

describe("the slots", () => {
  test("are handed on in the order of asking", async () => {
    const made = new MadeGate({ concurrency: 1 });
    const order: number[] = [];
    const asking = [0, 1, 2, 3].map(async (each) => {
      await made.enter();
      order.push(each);
    });
    for (const each of asking) {
      await each;
      expect(made.gate.status.underWay).toBe(1);
      made.gate.succeeded();
    }
    expect(order).toEqual([0, 1, 2, 3]);
    expect(made.gate.status.underWay).toBe(0);
  });
});

describe.each(Object.keys(LINES) as (keyof typeof LINES)[])("who waits %s", (line) => {
  test("is stopped at once, with the signal's reason, and out of the line", async () => {
    const made = new MadeGate(LINE_LIMITS[line]);
    await LINES[line](made);
    const reason = new Error("the night is stopped");
    const stop = new AbortController();
    const own = { deadline: Number.POSITIVE_INFINITY, signal: stop.signal };
    const [first, second] = [endOf(made.gate.enter(own)), made.enter()];
    await made.settle();
    stop.abort(reason);
    expect(await first).toBe(reason);
    expect(await endOf(made.gate.enter(own))).toBe(reason);
    made.gate.succeeded();
    expect(await second).toBe("open");
    made.gate.succeeded();
    expect(made.gate.status.underWay).toBe(0);
  });
});

describe("the budget", () => {
  test("is waited for, and no more is used in any minute", async () => {
    const made = new MadeGate({ perMinute: 2 });
    const went: number[] = [];
    for (let count = 0; count < 6; count++) {
      expect(await made.enter()).toBe("open");
      went.push(made.clock.elapsed());
      made.gate.succeeded();
    }
    expect(went).toEqual([0, 0, MINUTE, MINUTE, 2 * MINUTE, 2 * MINUTE]);
    expect(made.gate.status).toMatchObject({ perMinute: 2, tokensLeft: 0 });
  });

  test("is not waited for beyond the deadline; nor is it used then", async () => {
    const made = new MadeGate({ perMinute: 1 });
    await made.enter();
    made.gate.succeeded();
    const admission = await made.gate.enter(made.patience(MINUTE - 1));
    expect(admission).toEqual({
      kind: "closed",
      until: Date.parse(START) + MINUTE,
      why: "its budget of requests is used up",
    });
    expect(made.clock.elapsed()).toBe(0);
    expect(await made.enter(made.patience(MINUTE))).toBe("open");
    expect(made.clock.elapsed()).toBe(MINUTE);
  });

  test("is not used by requests that a pause has held back meanwhile", async () => {
    const made = new MadeGate({ perMinute: 5, concurrency: 4 });
    for (let count = 0; count < 4; count++) {
      await made.enter();
      made.gate.succeeded();
    }
    await made.enter();
    // Three wait for the tokens of the next minute when the provider asks for a pause that ends just before it.
    const held = [1, 2, 3].map(() => made.enter());
    made.clock.moveTo("2026-05-29T22:00:59.000Z");
    made.gate.pause(50 * SECOND);
    const went: number[] = [];
    for (const each of held) {
      await each;
      went.push(made.clock.elapsed());
      made.gate.succeeded();
    }
    for (let count = 0; count < 8; count++) {
      await made.enter();
      went.push(made.clock.elapsed());
      made.gate.succeeded();
    }
    for (const start of went)
      expect(went.filter((at) => at >= start && at < start + MINUTE).length).toBeLessThanOrEqual(5);
  });

  test("nobody goes out after the deadline", async () => {
    const made = new MadeGate();
    expect(await made.enter(made.patience(0))).toBe("open");
    made.gate.succeeded();
    expect(await made.enter(made.patience(-1))).toBe("its time in this run is used up");
    expect(made.gate.status.underWay).toBe(0);
  });
});

describe("the breaker", () => {
  test("keeps everybody out until the cool-down is over, and says until when", async () => {
    const made = new MadeGate({ tripAfter: 2 });
    for (let count = 0; count < 2; count++) {
      await made.enter();
      made.gate.failed();
    }
    const until = Date.parse(START) + 5 * MINUTE;
    expect(await made.gate.enter(made.patience())).toEqual({ kind: "closed", until, why: RESTING });
    expect(made.gate.status).toMatchObject({ breaker: "open", openUntil: until, failuresInARow: 2 });
    expect(made.gate.status).toMatchObject({ tokensLeft: 998, underWay: 0 });
    made.clock.moveTo("2026-05-29T22:05:00.000Z");
    expect(made.gate.status).toMatchObject({ breaker: "probing", openUntil: null });
  });

  test("lets one probe; the others wait for what it decides, and follow if it went well", async () => {
    const made = new MadeGate({ tripAfter: 1 });
    await LINES["behind a probe"](made);
    let through = 0;
    const others = [1, 2, 3].map(() => made.enter().then((end) => [end, ++through]));
    await made.settle();
    expect(through).toBe(0);
    made.gate.succeeded();
    expect(await Promise.all(others)).toEqual([1, 2, 3].map((count) => ["open", count]));
    expect(made.gate.status.breaker).toBe("closed");
  });

  test("turns the others away if the probe fails, by a 429 as well", async () => {
    for (const fail of [(made: MadeGate) => made.gate.failed(), (made: MadeGate) => made.gate.pause(0)]) {
      const made = new MadeGate({ tripAfter: 1 });
      await LINES["behind a probe"](made);
      const others = [made.enter(), made.enter()];
      await made.settle();
      fail(made);
      expect(await Promise.all(others)).toEqual([RESTING, RESTING]);
      expect(made.gate.status.underWay).toBe(0);
    }
  });

  test("a probe that was stopped is followed by another", async () => {
    const made = new MadeGate({ tripAfter: 1 });
    await LINES["behind a probe"](made);
    const others = [made.enter(), made.enter()];
    await made.settle();
    made.gate.stopped();
    expect(await Promise.race(others)).toBe("open");
    expect(made.gate.status).toMatchObject({ breaker: "probing", underWay: 2 });
    made.gate.succeeded();
    expect(await Promise.all(others)).toEqual(["open", "open"]);
  });

  test("does not count requests that were stopped", async () => {
    const made = new MadeGate({ tripAfter: 1 });
    await made.enter();
    made.gate.stopped();
    expect(made.gate.status).toMatchObject({ breaker: "closed", failuresInARow: 0, underWay: 0 });
  });

  test("counts requests that were told together to wait as one failure, later ones each", async () => {
    const made = new MadeGate({ tripAfter: 3 });
    for (let count = 0; count < 6; count++) await made.enter();
    for (let count = 0; count < 6; count++) made.gate.pause(SECOND);
    expect(made.gate.status).toMatchObject({ breaker: "closed", failuresInARow: 1 });
    for (let count = 0; count < 2; count++) {
      expect(await made.enter()).toBe("open");
      made.gate.pause(SECOND);
    }
    expect(made.gate.status).toMatchObject({ breaker: "open", failuresInARow: 3 });
    expect(await made.enter()).not.toBe(PAUSED);
  });
});
