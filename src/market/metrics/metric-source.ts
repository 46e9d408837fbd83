import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { InstrumentType } from "../../../db/schema/words.ts";
import { hashOfBytes } from "../../platform/hash.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type GroupTables, groupTables } from "../fundamentals/group-tables.ts";
import { hasStatements, profileTerms } from "../fundamentals/profile-terms.ts";
import type { GroupRow } from "../fundamentals/told-rows.ts";
import { currencyOfSymbol, type SymbolName } from "../symbol.ts";
import { type BarOwner, BarSource } from "./bar-source.ts";
import { METRIC_METHOD, type Metrics, metricsOf } from "./metric.ts";
import { anchorsOf, sessionsBefore } from "./period.ts";
import { type MetricSession, metricSession, priceMetrics } from "./price-metrics.ts";
import { indexOnOrBefore, type PriceSeries } from "./price-series.ts";
import { RateSource } from "./rate-source.ts";
import type { MetricReason } from "./reason.ts";
import { type KnownStatements, type StatementHistory, StatementReader } from "./statement-history.ts";
import { worthOf } from "./worth.ts";

/** A quote stands for so many sessions after its own. */
const QUOTE_SESSIONS = 5;

/** A symbol's metrics of a session, with a hash of what they rest on. */
export interface MeasuredSession extends Metrics {
  readonly session: IsoDate;
  readonly inputs: string;
}

interface SymbolRow extends BarOwner {
  readonly symbol: SymbolName;
  readonly type: InstrumentType | null;
  readonly currency: string | null;
}

/** What is known of a symbol at a session, beside its prices. */
interface KnownThen {
  readonly quote: GroupRow | MetricReason;
  readonly statements: KnownStatements | null;
  readonly currency: string | null;
}

/** Reads what metrics rest on, in the caller's read snapshot, and makes them. */
export class MetricSource {
  readonly #find: Statement;
  readonly #hasQuote: Statement;
  readonly #bars: BarSource;
  readonly #groups: GroupTables;
  readonly #statements: StatementReader;
  readonly #rates: RateSource;
  readonly #sessions = new Map<IsoDate, MetricSession>();

  constructor(db: Sqlite) {
    this.#find = db.prepare(
      "SELECT id, symbol, calendar, basis, type, currency FROM symbol WHERE id = ? AND basis IS NOT NULL",
    );
    this.#hasQuote = db
      .prepare("SELECT EXISTS (SELECT 1 FROM valuation WHERE symbol_id = ? AND as_of <= ?)")
      .pluck();
    this.#bars = new BarSource(db);
    this.#groups = groupTables(db);
    this.#statements = new StatementReader(db);
    this.#rates = new RateSource(db);
  }

  /**
   * The metrics of a symbol at sessions, in their order; none of one without a bar. Each is the same whichever others are
   * asked for with it.
   */
  measure(symbolId: number, sessions: readonly IsoDate[]): readonly MeasuredSession[] {
    const row = this.#find.get(symbolId) as SymbolRow | undefined;
    const wanted = sessions.map((session) => this.#session(session));
    if (row === undefined || wanted.length === 0) return [];
    const from = Math.min(...wanted.map((each) => each.from));
    const series = this.#bars.read(row, from, Math.max(...wanted.map(({ day }) => day)));
    if (series === null) return [];
    const isAsked = hasStatements(row.symbol, row.type) || row.type === null;
    const history = isAsked && this.#hasQuotes(row) ? this.#statements.of(symbolId) : null;
    return wanted.map((at) => this.#measured(row, series, history, at));
  }

  #session(session: IsoDate): MetricSession {
    let known = this.#sessions.get(session);
    if (known === undefined) {
      known = metricSession(session, anchorsOf(session));
      this.#sessions.set(session, known);
    }
    return known;
  }

  #hasQuotes({ symbol, type }: SymbolRow): boolean {
    return profileTerms(symbol, type).daily.includes("valuation");
  }

  #measured(
    row: SymbolRow,
    series: PriceSeries,
    history: StatementHistory | null,
    at: MetricSession,
  ): MeasuredSession {
    const { session } = at;
    const known: KnownThen = {
      quote: this.#quote(row, session),
      statements: history?.on(session) ?? null,
      currency: row.currency ?? currencyOfSymbol(row.symbol),
    };
    const isCoin = this.#hasQuotes(row) && series.calendar === "everyday";
    const rates: (string | number | null)[] = [];
    const rate = (from: string, to: string) => {
      const found = this.#rates.rate(from, to, session);
      rates.push(from, to, found);
      return found;
    };
    const worth = worthOf({ session, isCoin, rate, ...known });
    const metrics = metricsOf(priceMetrics(series, at), worth);
    return { session, ...metrics, inputs: inputsOf(series, at, known, [isCoin, ...rates]) };
  }

  #quote(row: SymbolRow, session: IsoDate): GroupRow | MetricReason {
    if (!this.#hasQuotes(row)) return "not_applicable";
    const known = this.#groups.valuation.on(row.id, session);
    if (known !== null && known.asOf >= sessionsBefore(session, QUOTE_SESSIONS)) return known.told;
    return this.#hasQuote.get(row.id, session) === 1 ? "stale" : "not_known_then";
  }
}

/** Many sessions know the same statements, which are long. */
const texts = new WeakMap<KnownStatements, string>();

function textOf(statements: KnownStatements): string {
  const text = texts.get(statements) ?? JSON.stringify(statements);
  texts.set(statements, text);
  return text;
}

/** A hash of everything that metrics of a session rest on: the bars of its year, and what was known then. */
function inputsOf(
  series: PriceSeries,
  { session, day, from }: MetricSession,
  known: KnownThen,
  rest: readonly unknown[],
): string {
  const { days, closes, highs, lows, volumes, shares, cash, basis, calendar, first } = series;
  const begin = indexOnOrBefore(days, from - 1) + 1;
  const end = indexOnOrBefore(days, day) + 1;
  const bytes = (column: Float64Array | Int32Array, since = begin) => {
    const part = column.subarray(since, Math.max(since, end));
    return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  };
  const { statements, ...others } = known;
  const told = [METRIC_METHOD, session, basis, calendar, Math.max(first, from), others, rest];
  // What adjusts the first of the bars for one before them reaches none of the returns.
  const adjusting = [bytes(shares, begin + 1), bytes(cash, begin + 1)];
  return hashOfBytes([
    JSON.stringify(told),
    statements === null ? "" : textOf(statements),
    ...[days, closes, highs, lows, volumes].map((each) => bytes(each)),
    ...adjusting,
  ]);
}
