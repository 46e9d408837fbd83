import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { overlapBefore } from "../../../src/market/collect/needs.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { barsOf, collectInto, needsOf, wanted } from "../../support/collecting.ts";
import { madeMarket } from "../../support/market/made-market.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { ProviderDesk } from "../../support/provider-desk.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const xnys = calendarOf("XNYS");
const [FROM, THROUGH] = [isoDate("2026-02-02"), isoDate("2026-05-29")];
const EVENING = "2026-05-29T22:00:00Z";
const SESSIONS = xnys.sessionsBetween(FROM, THROUGH);
const OVERLAP = 5;
const REQUIREMENT = wanted("AAA", FROM, THROUGH);
const market = madeMarket({ seed: 5, symbols: ["AAA"], from: isoDate("2025-06-02"), to: THROUGH });

/** A base with all bars of AAA, and what asks for more of them. */
async function complete(base: TemporaryDatabase, desk: ProviderDesk) {
  const { clock, sources } = desk;
  const collecting = { base, providers: sources.providers, clock, night: THROUGH };
  await collectInto(collecting, [REQUIREMENT]);
  return { collecting, need: () => needsOf(collecting, [REQUIREMENT])[0] ?? null };
}

const sql = (base: TemporaryDatabase, text: string, ...values: readonly string[]) =>
  base.writer.transact("test", () => {
    base.writer.db.prepare(text).run(...values);
  });

/** Which sessions are gone, and which of them nobody is to ask for: no need lists those. */
const gaps = fc
  .tuple(
    fc.uniqueArray(fc.nat({ max: SESSIONS.length - 1 }), { minLength: 1, maxLength: 12 }),
    fc.array(fc.constantFrom("missing", "missing", "absent", "once", "tonight", "rejected", "open"), {
      minLength: 12,
      maxLength: 12,
    }),
    fc.nat({ max: SESSIONS.length - 1 }),
  )
  .map(([at, states, firstTrade]) => ({
    gone: at.sort((a, b) => a - b).map((each, order) => [SESSIONS[each] ?? FROM, states[order]] as const),
    firstTrade: SESSIONS[firstTrade] ?? FROM,
  }));

test("exactly the sessions that are gone are needed, from five before the first, and none after a good fetch", async () => {
  await using desk = new ProviderDesk({ market, now: EVENING, providers: ["yahoo"] });
  await fc.assert(
    fc.asyncProperty(gaps, async ({ gone, firstTrade }) => {
      using base = new TemporaryDatabase();
      const { collecting, need } = await complete(base, desk);
      expect(need()).toBeNull();
      const before = barsOf(base, "AAA");
      for (const [session, state] of gone) {
        await sql(base, "DELETE FROM price_bar WHERE session = ?", session);
        if (state === "absent" || state === "once" || state === "tonight") {
          const [times, night] = [state === "absent" ? 2 : 1, state === "tonight" ? THROUGH : "2026-05-28"];
          await sql(
            base,
            `INSERT INTO price_absence (symbol_id, from_session, through_session, provider, times, night)
             VALUES (1, ?, ?, 'yahoo', ${times}, ?)`,
            session,
            session,
            night,
          );
        }
        if (state === "rejected" || state === "open") {
          const at = state === "rejected" ? "'2026-05-29T22:00:00.000Z'" : "NULL";
          await sql(
            base,
            `INSERT INTO price_quarantine (symbol_id, session, provider, reason, close, detail, status, seen_at, decided_at)
             VALUES (1, ?, 'yahoo', 'large_move', 1, 'test', ?, '2026-05-29T22:00:00.000Z', ${at})`,
            session,
            state,
          );
        }
      }
      await sql(base, "UPDATE symbol SET first_trade = ? WHERE symbol = 'AAA'", firstTrade);
      const settled = ["absent", "tonight", "rejected"];
      const open = gone.filter(([session, state]) => session >= firstTrade && !settled.includes(state ?? ""));
      const sessions = open.map(([session]) => session);
      const [first] = sessions;
      const found = need();
      if (first === undefined) {
        expect(found).toBeNull();
        return;
      }
      expect(found?.missing).toEqual(sessions);
      expect(found?.whole).toBe(false);
      expect(found?.askFrom).toBe(xnys.sessionAt(xnys.ordinalOf(first) - OVERLAP));
      await collectInto(collecting, [REQUIREMENT]);
      // The provider has told the true day of the first trade, which is earlier than this one.
      await sql(base, "UPDATE symbol SET first_trade = ? WHERE symbol = 'AAA'", firstTrade);
      expect(need()).toBeNull();
      const stored = new Map(barsOf(base, "AAA").map((bar) => [bar.session, bar]));
      for (const session of sessions)
        expect(stored.get(session)).toEqual(before.find((bar) => bar.session === session));
    }),
    { numRuns: 60 },
  );
});

test("a symbol that is not stored is wanted whole, from the first day, and before its close no session is", () => {
  using base = new TemporaryDatabase();
  const needAt = (now: string) =>
    needsOf({ base, clock: new MovableClock(now), night: THROUGH }, [REQUIREMENT])[0] ?? null;
  expect(needAt(EVENING)).toEqual({
    ...REQUIREMENT,
    missing: SESSIONS,
    askFrom: FROM,
    whole: true,
    type: null,
    deferredUntil: null,
    deferredBecause: null,
  });
  // The close of 20:00 UTC counts half an hour later.
  expect(needAt("2026-05-29T20:29:59Z")?.missing.at(-1)).toBe(isoDate("2026-05-28"));
  expect(needAt("2026-05-29T20:30:00Z")?.missing.at(-1)).toBe(THROUGH);
  expect(needAt("2026-02-02T20:00:00Z")).toBeNull();
});

test("a series on another basis is wanted whole; one that comes from files only is not wanted", async () => {
  using base = new TemporaryDatabase();
  await base.importText(
    `symbol,date,close\n${SESSIONS.slice(0, 50)
      .map((day) => `AAA,${day},10`)
      .join("\n")}\n`,
    {
      basis: "total_return",
    },
  );
  const collecting = { base, clock: new MovableClock(EVENING), night: THROUGH };
  expect(needsOf(collecting, [REQUIREMENT])[0]).toMatchObject({ whole: true, askFrom: FROM });
  await sql(base, "UPDATE symbol SET pinned = 1");
  expect(needsOf(collecting, [REQUIREMENT])).toEqual([]);
});

test("a name put off is told so, until its instant", async () => {
  using base = new TemporaryDatabase();
  await sql(base, "INSERT INTO symbol (symbol, calendar) VALUES ('AAA', 'XNYS')");
  const until = "2026-05-29T23:00:00.000Z";
  await sql(
    base,
    `INSERT INTO collect_state (symbol_id, missing, failures, tried_at, next_try_at)
     VALUES (1, 'not_found', 1, '2026-05-29T22:00:00.000Z', ?)`,
    until,
  );
  const at = (now: string) =>
    needsOf({ base, clock: new MovableClock(now), night: THROUGH }, [REQUIREMENT])[0];
  expect(at(EVENING)).toMatchObject({ deferredUntil: until, deferredBecause: "not_found" });
  expect(at("2026-05-29T23:00:00Z")).toMatchObject({ deferredUntil: null, deferredBecause: null });
});

test("at the beginning of the calendars the overlap ends with them", () => {
  expect(overlapBefore(xnys.sessionAt(2), xnys)).toBe(xnys.sessionAt(0));
  expect(overlapBefore(xnys.sessionAt(9), xnys)).toBe(xnys.sessionAt(4));
});
