import type { RunReport } from "../../../src/batch/night.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { type Asked, Desk } from "../../support/desk.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { Companies } from "../../support/market/company.ts";
import type { Market } from "../../support/market/instrument.ts";
import { madeCompanies } from "../../support/market/made-companies.ts";
import { type MadeMarketOptions, madeMarket } from "../../support/market/made-market.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";
import { ProviderDesk, type ServedProvider } from "../../support/provider-desk.ts";
import { eveningOf, WANTED_ANYWAY } from "../collect/collecting.ts";

/** What is held has been so since then; the market is some weeks older, so that charts are short. */
const INCEPTION = isoDate("2025-05-01");
const [MARKET_FROM, MARKET_TO] = [isoDate("2025-03-03"), isoDate("2026-12-31")];
/** Five fiscal years before the first night. */
const COMPANIES_FROM = isoDate("2019-12-31");

/** Who of the symbols that every book wants anyway is a fund: the others are rates. */
export const FUNDS: readonly string[] = WANTED_ANYWAY.filter((symbol) => !symbol.startsWith("^"));

/** How a desk is set up whose market has companies. */
export interface CompaniesOptions extends Pick<MadeMarketOptions, "types" | "lastTrades"> {
  readonly seed?: number;
  /** Symbols with how many of each are held, by portfolio. */
  readonly held: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Other symbols of the market. */
  readonly others?: readonly string[];
  /** The session of the first night. */
  readonly first: string;
  readonly providers?: readonly ServedProvider[];
}

/** So many symbols of companies: K000, K001 and on. */
export const companyNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `K${String(at).padStart(3, "0")}`);

/** A desk whose prices, profiles and statements come from local providers; whoever asks is told the truth as well. */
export class DeskOfCompanies implements AsyncDisposable {
  readonly desk = new Desk();
  readonly market: Market;
  readonly companies: Companies;
  readonly providers: ProviderDesk;
  #night: IsoDate;

  private constructor({ seed = 1, held, others = [], first, providers, ...rest }: CompaniesOptions) {
    const own = Object.values(held).flatMap((lots) => Object.keys(lots));
    const symbols = [...new Set([...own, ...others, ...WANTED_ANYWAY])];
    this.market = madeMarket({ seed, from: MARKET_FROM, to: MARKET_TO, symbols, ...rest });
    this.companies = madeCompanies(this.market, { seed, from: COMPANIES_FROM, to: MARKET_TO });
    this.providers = new ProviderDesk({
      market: this.market,
      companies: this.companies,
      now: eveningOf(first),
      providers: providers ?? ["yahoo"],
    });
    this.#night = isoDate(first);
  }

  /** A desk that holds what it shall; no night has been yet. */
  static async begun(options: CompaniesOptions): Promise<DeskOfCompanies> {
    const made = new DeskOfCompanies(options);
    for (const [name, lots] of Object.entries(options.held)) {
      const rows = Object.entries(lots).map(([symbol, quantity]) => {
        return `${symbol},${quantity},${made.close(symbol, INCEPTION)},${INCEPTION}`;
      });
      await made.desk.openLots(name, rows, { equity: "10000000", inception: INCEPTION });
    }
    return made;
  }

  get session(): IsoDate {
    return this.#night;
  }

  /** The close of a session, or of the last one before it. */
  close(symbol: string, session: IsoDate): number {
    const { bars } = this.market.find(symbol) ?? { bars: new Map<IsoDate, { close: number }>() };
    for (let day = session; day >= MARKET_FROM; day = addDays(day, -1)) {
      const bar = bars.get(day);
      if (bar !== undefined) return bar.close;
    }
    throw new Error(`${symbol} does not trade by ${session}`);
  }

  /** Runs the night of a session on its evening, and forgets the requests before it. */
  night(session: string, asked: Asked = {}): Promise<RunReport> {
    this.#night = isoDate(session);
    this.providers.clock.moveTo(eveningOf(session));
    this.providers.forget();
    return this.again(asked);
  }

  /** Runs the last night once more, at once. */
  again(asked: Asked = {}): Promise<RunReport> {
    return this.desk.run({ sources: this.providers.sources, to: this.#night, ...asked });
  }

  /** The requests that all servers had, of a kind if said. */
  requests(kind?: RequestKind): readonly LoggedRequest[] {
    const all = Object.values(this.providers.servers).flatMap(({ requests }) => requests);
    return kind === undefined ? all : all.filter((each) => each.kind === kind);
  }

  /** The symbols that were asked for with requests of a kind, each once and in order. */
  askedFor(kind: RequestKind): readonly string[] {
    const named = this.requests(kind).flatMap(({ symbol }) => symbol?.split(",") ?? []);
    return [...new Set(named)].sort();
  }

  rows<T = Record<string, string | number | null>>(
    sql: string,
    ...values: readonly (string | number)[]
  ): readonly T[] {
    return this.desk.base.rows<T>(sql, ...values);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desk[Symbol.asyncDispose]();
    await this.providers[Symbol.asyncDispose]();
  }
}
