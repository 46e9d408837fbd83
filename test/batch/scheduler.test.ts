import { expect, test } from "bun:test";
import pino from "pino";
import { Scheduler } from "../../src/batch/scheduler.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { businessClock, formatInstant, technicalClock } from "../../src/platform/clock.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { VirtualTime } from "./virtual-time.ts";

/** A scheduler that notes its nights, and what it logs. */
function noting(clock: VirtualTime, night: (session: string) => Promise<void> = async () => undefined) {
  const nights: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const scheduler = new Scheduler(clock, log, async (session) => {
    nights.push(`${formatInstant(clock.now())} ${session}`);
    await night(session);
  });
  scheduler.start();
  return { nights, lines, scheduler };
}

/** The sessions from one day to another, each with 21:00 in New York before and after a change of its offset. */
function expected(from: string, to: string, change: string, before: string, after: string): string[] {
  return calendarOf("XNYS")
    .sessionsBetween(isoDate(from), isoDate(to))
    .map((session) => {
      const offset = session < change ? before : after;
      return `${formatInstant(Date.parse(`${session}T21:00:00${offset}`))} ${session}`;
    });
}

test("a clock that is started elsewhere: the night comes at 21:00 in New York, once", async () => {
  const clock = businessClock("+2026-05-30T00:59:59.500Z", technicalClock);
  const came = Promise.withResolvers<string>();
  const nights: string[] = [];
  const scheduler = new Scheduler(clock, pino({ level: "silent" }), async (session) => {
    nights.push(session);
    came.resolve(formatInstant(clock.now()));
  });
  scheduler.start();
  expect(scheduler.next).toBe("2026-05-30T01:00:00.000Z");
  expect((await came.promise) >= "2026-05-30T01:00:00.000Z").toBe(true);
  // What is planned next is planned as soon as the night has been started.
  await Bun.sleep(0);
  expect(nights).toEqual(["2026-05-29"]);
  expect(scheduler.next).toBe("2026-05-31T01:00:00.000Z");
  scheduler.stop();
});

test("two weeks over the start of summer time: 21:00 on every session, none on weekends", async () => {
  using time = new VirtualTime("2026-03-02T12:00:00Z");
  const { nights } = noting(time);
  await time.passUntil("2026-03-16T12:00:00Z");
  expect(nights).toEqual(expected("2026-03-02", "2026-03-15", "2026-03-08", "-05:00", "-04:00"));
  expect(nights).toHaveLength(10);
});

test("two weeks over the end of summer time", async () => {
  using time = new VirtualTime("2025-10-27T12:00:00Z");
  const { nights } = noting(time);
  await time.passUntil("2025-11-10T12:00:00Z");
  expect(nights).toEqual(expected("2025-10-27", "2025-11-09", "2025-11-02", "-04:00", "-05:00"));
  expect(nights).toHaveLength(10);
});

test("holidays have no night, early closes have one; the log tells why there was none", async () => {
  using time = new VirtualTime("2025-11-26T12:00:00Z");
  const { nights, lines } = noting(time);
  await time.passUntil("2025-12-01T12:00:00Z");
  expect(nights.map((night) => night.slice(-10))).toEqual(["2025-11-26", "2025-11-28"]);
  const closed = lines.map(({ day, closed: why }) => ({ day, why }));
  expect(closed).toEqual([
    { day: "2025-11-27", why: "Thanksgiving Day" },
    { day: "2025-11-29", why: "a Saturday" },
    { day: "2025-11-30", why: "a Sunday" },
  ]);
});

test("a night that throws is logged and does not stop the next", async () => {
  using time = new VirtualTime("2026-05-27T12:00:00Z");
  const { nights, lines } = noting(time, async (session) => {
    if (session !== "2026-05-29") throw new Error(`no night of ${session}`);
  });
  await time.passUntil("2026-05-30T12:00:00Z");
  expect(nights.map((night) => night.slice(-10))).toEqual(["2026-05-27", "2026-05-28", "2026-05-29"]);
  expect(lines).toMatchObject([
    { level: 50, due: "2026-05-28T01:00:00.000Z" },
    { level: 50, due: "2026-05-29T01:00:00.000Z" },
  ]);
});

test("while one night waits no other begins, and then the next one to come does", async () => {
  using time = new VirtualTime("2026-05-26T12:00:00Z");
  const held = Promise.withResolvers<void>();
  const { nights, scheduler } = noting(time, (session) =>
    session === "2026-05-26" ? held.promise : Promise.resolve(),
  );
  await time.passUntil("2026-05-28T12:00:00Z");
  expect(nights).toHaveLength(1);
  held.resolve();
  await VirtualTime.turn();
  expect(scheduler.next).toBe("2026-05-29T01:00:00.000Z");
  await time.passUntil("2026-05-29T12:00:00Z");
  expect(nights.map((night) => night.slice(-10))).toEqual(["2026-05-26", "2026-05-28"]);
});

test("a machine that slept over 21:00 has the night when it wakes, of that session, once", async () => {
  using time = new VirtualTime("2026-05-27T12:00:00Z");
  const { nights } = noting(time);
  await time.passUntil("2026-05-27T20:00:00Z");
  time.set("2026-05-28T09:00:00Z");
  await time.passUntil("2026-05-28T12:00:00Z");
  expect(nights.map((night) => night.slice(-10))).toEqual(["2026-05-27"]);
});

test("a clock that is set back after the night does not have it again", async () => {
  using time = new VirtualTime("2026-05-27T12:00:00Z");
  let isSet = false;
  const { nights } = noting(time, async () => {
    if (!isSet) time.set("2026-05-28T00:59:30Z");
    isSet = true;
  });
  await time.passUntil("2026-05-28T12:00:00Z");
  expect(nights.map((night) => night.slice(-10))).toEqual(["2026-05-27"]);
});

test("beyond the calendar's years there is no night, which is told, and nothing ends", async () => {
  using time = new VirtualTime("2100-12-31T12:00:00Z");
  const { nights, lines } = noting(time);
  await time.passUntil("2101-01-02T12:00:00Z");
  expect(nights).toEqual(["2101-01-01T02:00:00.000Z 2100-12-31"]);
  expect(lines).toMatchObject([{ level: 50, due: "2101-01-02T02:00:00.000Z" }]);
});

test("a frozen clock has no night and none to come", async () => {
  using time = new VirtualTime("2026-05-29T00:59:59Z");
  const nights: string[] = [];
  const clock = businessClock("2026-05-29T00:59:59Z", { now: () => time.now(), elapsed: () => time.now() });
  const scheduler = new Scheduler(clock, pino({ level: "silent" }), async (session) => {
    nights.push(session);
  });
  scheduler.start();
  expect(scheduler.next).toBeNull();
  await time.passUntil("2026-06-03T00:00:00Z");
  expect(nights).toEqual([]);
});

test("once stopped, nothing comes any more", async () => {
  using time = new VirtualTime("2026-05-27T12:00:00Z");
  const { nights, scheduler } = noting(time);
  await time.passUntil("2026-05-28T12:00:00Z");
  scheduler.stop();
  await time.passUntil("2026-05-30T12:00:00Z");
  expect(nights).toHaveLength(1);
});
