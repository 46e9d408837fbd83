import type { FieldGroup } from "../../../db/schema/words.ts";
import type { RunReport } from "../../../src/batch/night.ts";
import { StoredQuota } from "../../../src/market/providers/quota-store.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { type Asked, Desk } from "../../support/desk.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { Companies } from "../../support/market/company.ts";
import type { Fault } from "../../support/market/fault.ts";
import type { Market } from "../../support/market/instrument.ts";
import { madeCompanies } from "../../support/market/made-companies.ts";
import { madeMarket } from "../../support/market/made-market.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";
import { ProviderDesk, type ServedProvider } from "../../support/provider-desk.ts";
import { eveningOf, sessionAfter, WANTED_ANYWAY } from "../collect/collecting.ts";

/** What is held: two companies. */
export const HELD = ["AAA", "BBB"] as const;
/** The session of a good night. */
export const GOOD = isoDate("2026-05-29");
/** The session of the night that goes wrong: every group has its turn again, and each company has told another quarter's earnings. */
export const BAD = isoDate("2026-08-14");
const [FROM, TO] = [isoDate("2026-04-01"), isoDate("2026-09-30")];
const INCEPTION = isoDate("2026-05-01");

/** The tables of each group. */
const TABLES = {
  identity: ["profile"],
  valuation: ["valuation"],
  beta: ["vendor_beta"],
  ratios: ["company_ratio"],
  targets: ["analyst_target"],
  estimates: ["analyst_estimate"],
  earnings_dates: ["earnings_date"],
  sector_weights: ["sector_weight"],
  statements: ["income_statement", "balance_sheet", "cash_flow"],
} as const satisfies Record<FieldGroup, readonly string[]>;

/** Where the search for a group of a symbol stands. */
export interface Searched {
  readonly symbol: string;
  readonly night: string | null;
  readonly source: string | null;
  readonly missing: string | null;
  readonly detail: string | null;
  readonly failures: number;
  readonly next_try_at: string | null;
}

/** How a desk is set up; everything has a default. */
export interface FaultsOptions {
  /** Yahoo alone unless said. */
  readonly providers?: readonly ServedProvider[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A desk whose profiles and statements come from local providers that go wrong on demand. */
export class FaultsDesk implements AsyncDisposable {
  readonly desk = new Desk();
  readonly market: Market;
  readonly companies: Companies;
  readonly #options: FaultsOptions;
  #providers: ProviderDesk;
  #night: IsoDate = GOOD;

  private constructor(options: FaultsOptions) {
    const symbols = [...HELD, ...WANTED_ANYWAY];
    this.market = madeMarket({ seed: 7, from: FROM, to: TO, symbols });
    this.companies = madeCompanies(this.market, { seed: 4, from: isoDate("2020-12-31"), to: TO });
    this.#options = options;
    this.#providers = this.#started(eveningOf(GOOD));
  }

  /** A desk that holds what it shall; no night has been yet. */
  static async begun(options: FaultsOptions = {}): Promise<FaultsDesk> {
    const made = new FaultsDesk(options);
    const lots = HELD.map((symbol) => {
      return `${symbol},10,${made.market.find(symbol)?.bars.get(INCEPTION)?.close},${INCEPTION}`;
    });
    await made.desk.openLots("One", lots, { equity: "100000", inception: INCEPTION });
    return made;
  }

  /** The same after a good first night. */
  static async after(options: FaultsOptions = {}): Promise<FaultsDesk> {
    const made = await FaultsDesk.begun(options);
    await made.night(GOOD);
    return made;
  }

  get session(): IsoDate {
    return this.#night;
  }

  /** The providers as the process that runs now knows them. */
  get providers(): ProviderDesk {
    return this.#providers;
  }

  /** Ends the process, so to say: whatever is not in the database is forgotten, and the providers stand there anew. */
  async restart(): Promise<void> {
    const now = new Date(this.#providers.clock.now()).toISOString();
    await this.#providers[Symbol.asyncDispose]();
    this.#providers = this.#started(now);
  }

  /** Runs the night of a session on its evening, and forgets the requests before it; the one after the last unless said. */
  night(session: IsoDate = sessionAfter(this.#night), asked: Asked = {}): Promise<RunReport> {
    this.#night = session;
    this.providers.clock.moveTo(eveningOf(session));
    this.providers.forget();
    return this.again(asked);
  }

  /** Runs the last night once more, at once. */
  again(asked: Asked = {}): Promise<RunReport> {
    return this.desk.run({ sources: this.providers.sources, to: this.#night, ...asked });
  }

  /** Lets some kinds of a provider's requests go wrong, or those of them that a rule picks. */
  fail(
    provider: ServedProvider,
    kinds: readonly RequestKind[],
    fault: Fault,
    isMeant: (request: LoggedRequest) => boolean = () => true,
  ): void {
    this.providers.servers[provider].fault = (request) =>
      kinds.includes(request.kind) && isMeant(request) ? fault : null;
  }

  mend(): void {
    for (const server of Object.values(this.providers.servers)) server.fault = () => null;
  }

  /** Where the search for a group stands, by symbol in order. */
  searched(group: FieldGroup): readonly Searched[] {
    return this.desk.base.rows<Searched>(
      `SELECT symbol, night, f.source, f.missing, f.detail, f.failures, f.next_try_at FROM field_group_state f
       JOIN symbol s ON s.id = f.symbol_id WHERE field_group = ? ORDER BY symbol`,
      group,
    );
  }

  /** What is stored of some groups, as lines that depend on nothing but the contents. */
  told(groups: readonly FieldGroup[]): string {
    const tables = groups.flatMap((group): readonly string[] => TABLES[group]);
    const lines = this.desk.base.dump().split("\n");
    return lines.filter((line) => tables.some((table) => line.startsWith(`{"table":"${table}",`))).join("\n");
  }

  /** Closes of the night's session that are not stored, or are not the market's. */
  untold(): readonly string[] {
    const rows = this.desk.base.rows<{ symbol: string; close: number }>(
      "SELECT symbol, close FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE session = ?",
      this.#night,
    );
    const stored = new Map(rows.map(({ symbol, close }) => [symbol, close]));
    const truth = (symbol: string) => this.market.find(symbol)?.bars.get(this.#night)?.close;
    return this.market.symbols.filter((symbol) => stored.get(symbol) !== truth(symbol));
  }

  /** What a run told the operator of profiles and statements. */
  warned({ run }: RunReport): readonly string[] {
    const sql = `SELECT level, message FROM activity_log WHERE run_id = ? AND phase IN ('phase_0', 'phase_1_5') ORDER BY id`;
    return this.desk.base.rows(sql, run.id).map(({ level, message }) => `${level}: ${message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desk[Symbol.asyncDispose]();
    await this.providers[Symbol.asyncDispose]();
  }

  #started(now: string): ProviderDesk {
    const { market, companies } = this;
    const { providers = ["yahoo"], env: own = {} } = this.#options;
    // The free plan's five requests a minute are another test's.
    const env = { NIGHTDESK_POLYGON_PLAN: "advanced", ...own };
    const quota = new StoredQuota(this.desk.base.writer);
    return new ProviderDesk({ market, companies, now, providers, env, quota });
  }
}
