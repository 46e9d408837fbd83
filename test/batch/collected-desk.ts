import type { RunReport } from "../../src/batch/night.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { addDays, type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { type Asked, Desk } from "../support/desk.ts";
import type { Distortion } from "../support/market/distortion.ts";
import type { Fault } from "../support/market/fault.ts";
import type { Market } from "../support/market/instrument.ts";
import { type MadeMarketOptions, madeMarket } from "../support/market/made-market.ts";
import type { LoggedRequest } from "../support/market/provider-server.ts";
import { ProviderDesk, type ServedProvider } from "../support/provider-desk.ts";

/** The session of the first night, a Friday. */
export const FIRST = isoDate("2026-05-29");
/** What every book wants besides its own: eight proxies and two rates. */
export const ANYWAY = ["SPY", "VTV", "VUG", "MTUM", "QUAL", "IWM", "USMV", "TLT", "^TYX", "^IRX"];
/** The market's first day: no provider has an older bar. */
export const MARKET_FROM = isoDate("2026-04-01");

/** A market of what every book wants and of some symbols more, from {@link MARKET_FROM} on. */
export function marketWith(symbols: readonly string[], part: Partial<MadeMarketOptions> = {}): Market {
  const bounds = { seed: 7, from: MARKET_FROM, to: isoDate("2026-07-31"), dividends: {} };
  return madeMarket({ ...bounds, symbols: [...new Set([...ANYWAY, ...symbols])], ...part });
}

/** The session so many sessions of New York's after another. */
export function sessionAfter(session: string, count = 1): IsoDate {
  const calendar = calendarOf("XNYS");
  return calendar.sessionAt(calendar.ordinalOf(isoDate(session)) + count);
}

/** 21:00 in New York on a session. */
export const eveningOf = (session: string): string => `${addDays(isoDate(session), 1)}T01:00:00Z`;

interface CollectedOptions {
  readonly market: Market;
  readonly desk?: Desk;
  readonly providers?: readonly ServedProvider[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A desk whose prices come from local providers, night after night. */
export class CollectedDesk implements AsyncDisposable {
  readonly desk: Desk;
  readonly market: Market;
  readonly providers: ProviderDesk;

  constructor({ market, desk = new Desk(), ...rest }: CollectedOptions) {
    this.desk = desk;
    this.market = market;
    this.providers = new ProviderDesk({ market, now: eveningOf(FIRST), ...rest });
  }

  /** Opens a portfolio of ten shares each, bought at the market's close of a session. */
  async hold(symbols: readonly string[], inception = "2026-05-01"): Promise<void> {
    const lots = symbols.map((symbol) => `${symbol},10,${this.truth(symbol, inception) ?? 50},${inception}`);
    await this.desk.openLots("One", lots, { equity: "100000", inception });
  }

  /** Runs the night of a session on its evening. */
  night(session: string = FIRST, asked: Asked = {}): Promise<RunReport> {
    this.providers.clock.moveTo(eveningOf(session));
    return this.desk.run({ sources: this.providers.sources, to: session, ...asked });
  }

  /** Says of a symbol what all providers get wrong. */
  distort(symbol: string, ...distortions: Distortion[]): void {
    for (const { distortions: known } of Object.values(this.providers.servers))
      known.set(symbol, distortions);
  }

  /** Lets the requests about some symbols, or all, go wrong at all providers. */
  fail(fault: Fault, isMeant: (request: LoggedRequest) => boolean = () => true): void {
    for (const server of Object.values(this.providers.servers))
      server.fault = (request) => (isMeant(request) ? fault : null);
  }

  mend(): void {
    for (const server of Object.values(this.providers.servers)) {
      server.fault = () => null;
      server.distortions.clear();
    }
  }

  /** How many requests were about a symbol. */
  asksOf(symbol: string): number {
    const servers = Object.values(this.providers.servers);
    return servers.reduce((sum, server) => sum + server.countOf(undefined, symbol), 0);
  }

  /** The market's close. */
  truth(symbol: string, session: string): number | null {
    return this.market.find(symbol)?.bars.get(isoDate(session))?.close ?? null;
  }

  /** The stored close, and who it came from. */
  close(symbol: string, session: string): readonly [number, string] | null {
    const sql =
      "SELECT close, source FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = ? AND session = ?";
    const [row] = this.desk.base.rows<{ close: number; source: string }>(sql, symbol, session);
    return row === undefined ? null : [row.close, row.source];
  }

  /** How the units of a run's collection ended, by key: the outcome, and the reason if it has one. */
  steps({ run }: RunReport): Readonly<Record<string, string>> {
    const sql =
      "SELECT key, outcome, reason FROM batch_step WHERE run_id = ? AND phase = 'phase_1' ORDER BY key";
    const rows = this.desk.base.rows(sql, run.id);
    const told = rows.map(({ key, outcome, reason }) => [
      key,
      [outcome, reason].filter((each) => each !== null).join(" "),
    ]);
    return Object.fromEntries(told) as Record<string, string>;
  }

  /** What a run told the operator of prices. */
  said({ run }: RunReport): readonly string[] {
    const sql = "SELECT level, message FROM activity_log WHERE run_id = ? AND phase = 'phase_1' ORDER BY id";
    return this.desk.base.rows(sql, run.id).map(({ level, message }) => `${level}: ${message}`);
  }

  /** The statuses of the first portfolio's snapshots, by session. */
  snapshots(): Readonly<Record<string, string>> {
    const rows = this.desk.base.rows("SELECT session, status FROM snapshot ORDER BY session");
    return Object.fromEntries(rows.map(({ session, status }) => [session, status])) as Record<string, string>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desk[Symbol.asyncDispose]();
    await this.providers[Symbol.asyncDispose]();
  }
}
