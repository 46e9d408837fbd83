import type { Sqlite } from "../../db/driver.ts";
import type { CalendarId, InstrumentType, SymbolStatus } from "../../db/schema/words.ts";
import type { Duty } from "../compute/duty.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { Requirement } from "../market/collect/needs.ts";
import { calendarOfSymbol } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { readUniverse } from "./plan-state.ts";

/** Below this share of good closes, by count or by value, a session is degraded. */
export const LEAST_COVERAGE = 0.95;
/** A newest bar that lies more sessions back is stale; so is one that ends as many equal closes on no volume. */
const STALE_SESSIONS = 5;
/** A foreign exchange's sessions are not known: its close of some days ago is good. */
const FOREIGN_DAYS = 5;

/** Of what is expected to trade at a session: how much has a good close, and what has none. */
export interface Coverage {
  readonly session: IsoDate;
  readonly expected: number;
  readonly good: number;
  /** Null where nothing is expected. */
  readonly byCount: number | null;
  /** Share of the held market value; null where nothing is held. */
  readonly byValue: number | null;
  readonly degraded: boolean;
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  readonly quarantined: readonly string[];
  /** Funds whose value of the session comes a day late; they are not expected yet. */
  readonly pending: readonly string[];
  /** Names that providers know no more; not expected any more. */
  readonly inactive: readonly string[];
}

interface Row {
  readonly id: number;
  readonly calendar: CalendarId;
  readonly type: InstrumentType | null;
  readonly status: SymbolStatus;
  readonly firstTrade: IsoDate | null;
  readonly newest: IsoDate | null;
}

type Verdict = "good" | "missing" | "stale" | "quarantined" | "pending" | "inactive" | "not_expected";

/** What no close is expected of counts in neither share: what it is worth is told where it is held. */
const UNEXPECTED: ReadonlySet<Verdict> = new Set<Verdict>(["not_expected", "pending", "inactive"]);

class CoverageReader {
  readonly #db: Sqlite;
  readonly #session: IsoDate;

  constructor(db: Sqlite, session: IsoDate) {
    this.#db = db;
    this.#session = session;
  }

  row(symbol: string): Row | undefined {
    return this.#db
      .prepare(
        `SELECT id, calendar, type, status, first_trade AS firstTrade,
           (SELECT max(session) FROM price_bar b WHERE b.symbol_id = s.id AND b.session <= ?) AS newest FROM symbol s WHERE symbol = ?`,
      )
      .get(this.#session, symbol) as Row | undefined;
  }

  verdict({ symbol, through }: Requirement, row: Row | undefined): Verdict {
    const session = this.#session;
    const calendar = calendarOf(row?.calendar ?? calendarOfSymbol(symbol));
    if (through < session || !calendar.isSession(session)) return "not_expected";
    if (row === undefined) return "missing";
    if (row.firstTrade !== null && row.firstTrade > session) return "not_expected";
    const isForeign = calendar.id === "foreign";
    const age = row.newest === null ? null : calendar.countSessions(row.newest, session) - 1;
    if (age === 0 || (age !== null && isForeign && age <= FOREIGN_DAYS))
      return this.#isFrozen(row.id) ? "stale" : "good";
    if (row.status === "inactive") return "inactive";
    if (row.type === "MUTUALFUND" && age === 1) return "pending";
    if (this.#isQuarantined(row.id)) return "quarantined";
    return age !== null && age > STALE_SESSIONS ? "stale" : "missing";
  }

  /** Market values that are held now, in cents, without sign, by symbol. */
  held(): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare(
        `SELECT l.symbol, sum(abs(v.market_value)) FROM position_value v JOIN lot l ON l.id = v.lot_id
         WHERE l.asset_class = 'PUBLIC' GROUP BY l.symbol`,
      )
      .raw();
    return new Map(rows.all() as [string, number][]);
  }

  #isQuarantined(id: number): boolean {
    const find = this.#db.prepare(
      "SELECT 1 FROM price_quarantine WHERE symbol_id = ? AND session = ? AND status = 'open'",
    );
    return find.get(id, this.#session) !== undefined;
  }

  /** Equal closes on no volume, session after session: the vendor repeats itself. */
  #isFrozen(id: number): boolean {
    const last = this.#db
      .prepare(
        "SELECT close, volume FROM price_bar WHERE symbol_id = ? AND session <= ? ORDER BY session DESC LIMIT ?",
      )
      .all(id, this.#session, STALE_SESSIONS) as { close: number; volume: number | null }[];
    const [newest] = last;
    return (
      last.length === STALE_SESSIONS &&
      last.every(({ close, volume }) => close === newest?.close && volume === 0)
    );
  }
}

/** Measures how much of the universe has a good close of a session. */
export function coverageOf(db: Sqlite, session: IsoDate): Coverage {
  const reader = new CoverageReader(db, session);
  const names = new Map<Verdict, string[]>();
  const values = reader.held();
  let [heldValue, goodValue] = [0, 0];
  for (const requirement of readUniverse(db, session)) {
    const { symbol } = requirement;
    const verdict = reader.verdict(requirement, reader.row(symbol));
    names.set(verdict, [...(names.get(verdict) ?? []), symbol]);
    const value = UNEXPECTED.has(verdict) ? 0 : (values.get(symbol) ?? 0);
    heldValue += value;
    if (verdict === "good") goodValue += value;
  }
  const of = (verdict: Verdict) => names.get(verdict) ?? [];
  const good = of("good").length;
  const expected = good + of("missing").length + of("stale").length + of("quarantined").length;
  const byCount = expected === 0 ? null : good / expected;
  const byValue = heldValue === 0 ? null : goodValue / heldValue;
  return {
    session,
    expected,
    good,
    byCount,
    byValue,
    degraded: (byCount ?? 1) < LEAST_COVERAGE || (byValue ?? 1) < LEAST_COVERAGE,
    missing: of("missing"),
    stale: of("stale"),
    quarantined: of("quarantined"),
    pending: of("pending"),
    inactive: of("inactive"),
  };
}

/** Measures the coverage of a session, in a worker. */
export const coverageDuty: Duty<IsoDate, Coverage> = { name: "coverage", answer: coverageOf };
