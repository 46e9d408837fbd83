import type { Sqlite, Statement } from "../driver.ts";
import type { FetchOutcome, NetworkProvider, QuarantineReason } from "../schema/words.ts";

/** What a provider last said of a symbol. */
export interface ProviderWord {
  readonly symbolId: number;
  readonly provider: NetworkProvider;
  readonly outcome: FetchOutcome;
  readonly detail: string | null;
  readonly at: string;
  /** The session that the run is for. */
  readonly night: string;
}

/** A bar to be quarantined. */
export interface QuarantinedBar {
  readonly symbolId: number;
  readonly session: string;
  readonly provider: NetworkProvider;
  readonly reason: QuarantineReason;
  readonly close: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
  readonly detail: string;
  readonly at: string;
}

/** Where the search for a symbol's prices stands after a run. */
export interface CollectEnd {
  readonly symbolId: number;
  readonly missing: string | null;
  readonly detail: string | null;
  readonly failures: number;
  readonly at: string;
  readonly nextTryAt: string | null;
}

/** Writes of what collecting prices remembers, by prepared statements, for one open connection. */
export class CollectStatements {
  readonly #word: Statement;
  readonly #absence: Statement;
  readonly #quarantine: Statement;
  readonly #supersede: Statement;
  readonly #end: Statement;
  readonly #facts: Statement;

  constructor(db: Sqlite) {
    this.#word = db.prepare(
      `INSERT INTO provider_state (symbol_id, provider, outcome, detail, asked_at, bars_at, absent_nights, absent_night)
       VALUES (@symbolId, @provider, @outcome, @detail, @at, iif(@outcome = 'bars', @at, NULL),
         iif(@outcome = 'not_found', 1, 0), iif(@outcome = 'not_found', @night, NULL))
       ON CONFLICT DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, asked_at = excluded.asked_at,
         bars_at = coalesce(excluded.bars_at, bars_at),
         absent_nights = CASE excluded.outcome
           WHEN 'not_found' THEN absent_nights + (absent_night IS NOT excluded.absent_night)
           WHEN 'bars' THEN 0 WHEN 'nothing_new' THEN 0 ELSE absent_nights END,
         absent_night = CASE excluded.outcome
           WHEN 'not_found' THEN excluded.absent_night WHEN 'bars' THEN NULL WHEN 'nothing_new' THEN NULL ELSE absent_night END`,
    );
    this.#absence = db.prepare(
      `INSERT INTO price_absence (symbol_id, from_session, through_session, provider, times, night)
       VALUES (@symbolId, @from, @through, @provider, 1, @night)
       ON CONFLICT DO UPDATE SET times = times + (provider <> excluded.provider OR night <> excluded.night),
         provider = excluded.provider, night = excluded.night`,
    );
    this.#quarantine = db.prepare(
      `INSERT INTO price_quarantine (symbol_id, session, provider, reason, close, open, high, low, volume, detail, status, seen_at)
       VALUES (@symbolId, @session, @provider, @reason, @close, @open, @high, @low, @volume, @detail, 'open', @at)
       ON CONFLICT DO UPDATE SET reason = excluded.reason, close = excluded.close, open = excluded.open, high = excluded.high,
         low = excluded.low, volume = excluded.volume, detail = excluded.detail, seen_at = excluded.seen_at,
         status = 'open', decided_at = NULL
       WHERE status IN ('open', 'superseded') OR close IS NOT excluded.close`,
    );
    this.#supersede = db.prepare(
      `UPDATE price_quarantine SET status = 'superseded', decided_at = @at
       WHERE symbol_id = @symbolId AND session = @session AND status = 'open' AND provider <> coalesce(@but, '')`,
    );
    this.#end = db.prepare(
      `INSERT INTO collect_state (symbol_id, missing, detail, failures, tried_at, complete_at, next_try_at)
       VALUES (@symbolId, @missing, @detail, @failures, @at, iif(@missing IS NULL, @at, NULL), @nextTryAt)
       ON CONFLICT DO UPDATE SET missing = excluded.missing, detail = excluded.detail, failures = excluded.failures,
         tried_at = excluded.tried_at, complete_at = coalesce(excluded.complete_at, complete_at), next_try_at = excluded.next_try_at`,
    );
    this.#facts = db.prepare(
      `UPDATE symbol SET currency = coalesce(@currency, currency), type = coalesce(@type, type),
         first_trade = coalesce(@firstTrade, first_trade) WHERE id = @symbolId`,
    );
  }

  word(word: ProviderWord): void {
    this.#word.run(word);
  }

  /** Notes that a provider had no bar of some consecutive sessions. The same said again, by another or on another night, confirms it. */
  absent(
    symbolId: number,
    range: { from: string; through: string },
    provider: NetworkProvider,
    night: string,
  ): void {
    this.#absence.run({ symbolId, from: range.from, through: range.through, provider, night });
  }

  /** Quarantines a bar. One that an operator has decided on stays decided, as long as it says the same. */
  quarantine(bar: QuarantinedBar): void {
    this.#quarantine.run(bar);
  }

  /**
   * Closes the quarantine of a session of which a good bar has come.
   * @param but A provider whose bar stays in it: the one that has just been contradicted.
   */
  supersede(symbolId: number, session: string, at: string, but: NetworkProvider | null): void {
    this.#supersede.run({ symbolId, session, at, but });
  }

  end(end: CollectEnd): void {
    this.#end.run(end);
  }

  /** Keeps what a provider tells of a symbol; what it does not tell stays as it is. */
  facts(
    symbolId: number,
    facts: {
      readonly currency: string | null;
      readonly type: string | null;
      readonly firstTrade: string | null;
    },
  ): void {
    this.#facts.run({ symbolId, ...facts });
  }
}
