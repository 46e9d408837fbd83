import type { RunReport } from "../../../src/batch/night.ts";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { type Asked, Desk } from "../../support/desk.ts";
import type { Fault } from "../../support/market/fault.ts";
import type { Market } from "../../support/market/instrument.ts";
import { type MadeMarketOptions, madeMarket } from "../../support/market/made-market.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";
import { ProviderDesk, type ServedProvider } from "../../support/provider-desk.ts";

/** The symbols that every book wants beside its own: factor proxies and rates. */
export const WANTED_ANYWAY: readonly string[] = [
  ...["SPY", "VTV", "VUG", "MTUM", "QUAL", "IWM", "USMV", "TLT"],
  ...["^TYX", "^IRX"],
];
/** The session of the first night, a Friday. */
export const FIRST = isoDate("2026-05-29");
/** 21:00 in New York. */
const EVENING = "T01:00:00Z";

type Row = Record<string, string | number | null>;

/** How nights of collecting are set up; everything but the market's own part has a default. */
export interface CollectingOptions extends Partial<Omit<MadeMarketOptions, "symbols">> {
  /** What is held, ten of each, from 2026-05-01 on. */
  readonly held?: readonly string[];
  readonly providers?: readonly ServedProvider[];
  readonly env?: Readonly<Record<string, string>>;
  /** The session of the first night. */
  readonly first?: string;
  readonly market?: (made: Market) => Market;
  readonly inception?: string;
}

/** The evening of a session, as an instant. */
export const eveningOf = (session: string): string => `${addDays(isoDate(session), 1)}${EVENING}`;

/** The session so many sessions of New York's after another, or before it. */
export function sessionAfter(session: string, count = 1): IsoDate {
  const calendar = calendarOf("XNYS");
  return calendar.sessionAt(calendar.ordinalOf(isoDate(session)) + count);
}

/** Beyond this, numbers in single precision, in which Yahoo tells prices, lie more than a cent apart. */
const CENTS_TELL = 2 ** 17;

/** Whether a close is the true one; of one that is too large to be told to the cent, the nearest that can be told. */
function isToldAs(truth: number | null, close: number): boolean {
  if (truth === null || truth < CENTS_TELL) return truth === close;
  return Math.fround(truth) === Math.fround(close);
}

/** A desk whose prices come from local providers, night after night; whoever asks is told the market's truth as well. */
export class Collecting implements AsyncDisposable {
  readonly market: Market;
  readonly providers: ProviderDesk;
  readonly desk = new Desk();
  readonly #held: readonly string[];
  readonly #inception: string;
  #night: IsoDate;

  private constructor(options: CollectingOptions) {
    const {
      held = ["AAA", "BBB"],
      first = FIRST,
      providers,
      env,
      market = (made) => made,
      ...rest
    } = options;
    const { inception = "2026-05-01", ...made } = rest;
    this.#held = held;
    this.#inception = inception;
    this.#night = isoDate(first);
    const symbols = [...new Set([...held, ...WANTED_ANYWAY])];
    const bounds = { seed: 7, from: isoDate("2026-04-01"), to: isoDate("2026-07-31") };
    this.market = market(madeMarket({ ...bounds, symbols, ...made }));
    this.providers = new ProviderDesk({
      market: this.market,
      now: eveningOf(first),
      ...(providers === undefined ? {} : { providers }),
      ...(env === undefined ? {} : { env }),
    });
  }

  /** A desk that holds what it shall; no night has been yet. */
  static async begun(options: CollectingOptions = {}): Promise<Collecting> {
    const collecting = new Collecting(options);
    const inception = collecting.#inception;
    const lots = collecting.#held.map((symbol) => {
      return `${symbol},10,${collecting.truth(symbol, inception) ?? 50},${inception}`;
    });
    if (lots.length > 0) await collecting.desk.openLots("One", lots, { equity: "10000", inception });
    return collecting;
  }

  /** The same after a good first night. */
  static async after(options: CollectingOptions = {}): Promise<Collecting> {
    const collecting = await Collecting.begun(options);
    await collecting.night(collecting.#night);
    collecting.providers.forget();
    return collecting;
  }

  get session(): IsoDate {
    return this.#night;
  }

  /** Runs the night of a session on its evening; the one after the last unless said. */
  night(session: string = sessionAfter(this.#night), asked: Asked = {}): Promise<RunReport> {
    this.#night = isoDate(session);
    this.providers.clock.moveTo(eveningOf(session));
    return this.again(asked);
  }

  /** Runs the last night once more, at once. */
  again(asked: Asked = {}): Promise<RunReport> {
    return this.desk.run({ sources: this.providers.sources, to: this.#night, ...asked });
  }

  /** Lets every request of some providers go wrong, or those that a rule picks. */
  fail(
    providers: readonly ServedProvider[],
    fault: Fault,
    isMeant: (request: LoggedRequest) => boolean = () => true,
  ): void {
    for (const id of providers)
      this.providers.servers[id].fault = (request) => (isMeant(request) ? fault : null);
  }

  mend(): void {
    for (const server of Object.values(this.providers.servers)) {
      server.fault = () => null;
      server.distortions.clear();
    }
  }

  truth(symbol: string, session: string): number | null {
    return this.market.find(symbol)?.bars.get(isoDate(session))?.close ?? null;
  }

  close(symbol: string, session: string): number | null {
    return (this.#bar(symbol, session)?.close ?? null) as number | null;
  }

  sourceOf(symbol: string, session: string): string | null {
    return (this.#bar(symbol, session)?.source ?? null) as string | null;
  }

  /** Stored bars whose close is not the market's. */
  untrue(): readonly string[] {
    return this.desk.base
      .rows("SELECT symbol, session, close FROM price_bar JOIN symbol s ON s.id = symbol_id ORDER BY 1, 2")
      .filter(
        ({ symbol, session, close }) => !isToldAs(this.truth(String(symbol), String(session)), Number(close)),
      )
      .map(({ symbol, session, close }) => `${symbol} ${session} ${close}`);
  }

  /** Sessions of New York's through the last night that a symbol has no bar of, since its first trade. */
  gaps(symbols: readonly string[] = this.market.symbols): readonly string[] {
    return symbols.flatMap((symbol) => {
      const stored = new Set(this.stored(symbol));
      const bars = [...(this.market.find(symbol)?.bars.keys() ?? [])].filter((day) => day <= this.#night);
      return bars.filter((day) => !stored.has(`${symbol} ${day}`)).map((day) => `${symbol} ${day}`);
    });
  }

  /** What is stored, as symbol and session. */
  stored(symbol: string | null = null): readonly string[] {
    return this.desk.base
      .rows("SELECT symbol || ' ' || session AS bar, symbol FROM price_bar JOIN symbol s ON s.id = symbol_id")
      .filter((row) => symbol === null || row.symbol === symbol)
      .map(({ bar }) => String(bar));
  }

  /** The canonical dump of the bars through a session. */
  history(through: string): string {
    const lines = this.desk.dump(["price_bar"]).split("\n");
    return lines.filter((line) => (/"session":"([^"]+)"/.exec(line)?.[1] ?? "~") <= through).join("\n");
  }

  word(symbol: string, provider: ServedProvider): Row | null {
    const sql = `SELECT outcome, detail, absent_nights FROM provider_state p JOIN symbol s ON s.id = p.symbol_id
      WHERE s.symbol = ? AND provider = ?`;
    return this.desk.base.rows(sql, symbol, provider)[0] ?? null;
  }

  state(symbol: string): Row | null {
    const sql = `SELECT missing, detail, failures, next_try_at FROM collect_state c JOIN symbol s ON s.id = c.symbol_id
      WHERE s.symbol = ?`;
    return this.desk.base.rows(sql, symbol)[0] ?? null;
  }

  quarantine(): readonly Row[] {
    return this.desk.base.rows(
      `SELECT symbol, session, provider, reason, close, q.status FROM price_quarantine q JOIN symbol s ON s.id = q.symbol_id
       ORDER BY session, symbol, provider`,
    );
  }

  revisions(): readonly Row[] {
    return this.desk.base.rows(
      `SELECT symbol, session, kind, old_close, factor FROM price_revision r JOIN symbol s ON s.id = r.symbol_id
       ORDER BY symbol, session, seq`,
    );
  }

  actions(symbol: string): readonly Row[] {
    return this.desk.base.rows(
      `SELECT ex_date, kind, numerator, denominator, amount, a.status, source FROM corporate_action a
       JOIN symbol s ON s.id = a.symbol_id WHERE s.symbol = ? ORDER BY ex_date, kind`,
      symbol,
    );
  }

  /** How the unit of a symbol ended in a run: its outcome, and the reason if it has one. */
  step({ run }: RunReport, symbol: string): string | null {
    const sql = "SELECT outcome, reason FROM batch_step WHERE run_id = ? AND phase = 'phase_1' AND key = ?";
    const [row] = this.desk.base.rows(sql, run.id, `symbol:${symbol}`);
    return row === undefined ? null : [row.outcome, row.reason].filter((each) => each !== null).join(" ");
  }

  /** What a run told the operator of prices, without its level if it was plain information. */
  said({ run }: RunReport): readonly string[] {
    const sql = "SELECT level, message FROM activity_log WHERE run_id = ? AND phase = 'phase_1' ORDER BY id";
    return this.desk.base
      .rows(sql, run.id)
      .map(({ level, message }) => (level === "info" ? String(message) : `${level}: ${message}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desk[Symbol.asyncDispose]();
    await this.providers[Symbol.asyncDispose]();
  }

  #bar(symbol: string, session: string): Row | undefined {
    const sql =
      "SELECT close, source FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = ? AND session = ?";
    return this.desk.base.rows(sql, symbol, session)[0];
  }
}
