import { type Frequency, STATEMENT_KINDS } from "../../../db/schema/words.ts";
import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { ProfileGroup, Statement } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
import { FmpClient } from "./fmp-client.ts";
import { profileOf, statementOf } from "./fmp-reading.ts";
import type {
  FundamentalsProvider,
  ProfileOutcome,
  ProfileQuery,
  ProfileTold,
  StatementOutcome,
  StatementQuery,
  StatementTold,
} from "./fundamentals-provider.ts";
import type { Patience } from "./gate.ts";
import { groupFaults } from "./group-faults.ts";
import type { ProviderHttp } from "./http.ts";
import { isNewYorkListing } from "./listing.ts";
import type { Fault } from "./outcome.ts";
import type { FetchContext } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

/** What FMP calls the frequencies that it has; twelve months to a quarter's end are none of them. */
const PERIODS = { annual: "annual", quarterly: "quarter" } as const satisfies Partial<
  Record<Frequency, string>
>;

/** FMP's profiles, one request a symbol, and its statements, three requests a company and frequency. */
export class FmpFundamentals implements FundamentalsProvider {
  readonly id = "fmp";
  readonly groups: ReadonlySet<ProfileGroup> = new Set(["identity", "valuation", "beta"]);
  readonly #http: ProviderHttp;
  readonly #client: FmpClient;
  readonly #width: number;

  constructor(http: ProviderHttp, key: string, width: number) {
    this.#http = http;
    this.#client = new FmpClient(http, key);
    this.#width = width;
  }

  get status() {
    return this.#http.status;
  }

  supports(symbol: SymbolName): boolean {
    return isNewYorkListing(symbol);
  }

  async profiles<Q extends ProfileQuery>(
    queries: readonly Q[],
    told: ProfileTold<Q>,
    { now, signal }: FetchContext,
  ): Promise<void> {
    // The quote has no instant; it is of the session under way, else of the one before.
    const asOf = calendarOf("XNYS").sessionOnOrBefore(fromEpochDay(newYorkDayAt(now)));
    const patience = this.#http.stage(signal);
    await sideBySide(queries, this.#width, async (query) => {
      await told(query, await this.#profile(query, asOf, patience));
    });
  }

  async statements<Q extends StatementQuery>(
    queries: readonly Q[],
    told: StatementTold<Q>,
    { signal }: FetchContext,
  ): Promise<void> {
    const patience = this.#http.stage(signal);
    await sideBySide(queries, this.#width, async (query) => {
      await told(query, await this.#statements(query, patience));
    });
  }

  async #profile(
    { symbol, groups }: ProfileQuery,
    asOf: IsoDate,
    patience: Patience,
  ): Promise<ProfileOutcome> {
    const rows = await this.#client.profile(symbol, patience);
    if ("kind" in rows) return groupFaults(groups, this.groups, rows);
    const [row] = rows;
    if (row !== undefined) return profileOf(row, asOf);
    return groupFaults(groups, this.groups, this.#http.tell("not_found", `no profile of ${symbol}`));
  }

  async #statements(query: StatementQuery, patience: Patience): Promise<StatementOutcome> {
    const { symbol, frequencies, since, known } = query;
    const found: Statement[] = [];
    let fault: Fault | null = null;
    for (const frequency of frequencies) {
      if (frequency === "trailing") continue;
      const { statements, ended } = await this.#ofFrequency(symbol, frequency, known[frequency], patience);
      found.push(...statements.filter(({ periodEnd }) => periodEnd >= since));
      fault ??= ended;
    }
    if (found.length > 0) return { kind: "statements", statements: found };
    if (fault !== null) return fault;
    return { kind: "no_data", detail: `no statement of ${symbol} since ${since}` };
  }

  /**
   * What came of a frequency before a fault, if there was one: small plans have years and no quarters.
   * @param known The newest period that is stored: where no newer one is told, the other kinds are not asked for.
   */
  async #ofFrequency(
    symbol: SymbolName,
    frequency: keyof typeof PERIODS,
    known: IsoDate | null,
    patience: Patience,
  ): Promise<{ readonly statements: readonly Statement[]; readonly ended: Fault | null }> {
    const statements: Statement[] = [];
    for (const kind of STATEMENT_KINDS) {
      const rows = await this.#client.statements(kind, symbol, PERIODS[frequency], patience);
      if ("kind" in rows) return { statements, ended: rows };
      statements.push(...rows.map((row) => statementOf(kind, frequency, row)));
      // Who has no income statement has no other: a fund, or a name that is not known.
      if (kind === "income_statement" && !rows.some(({ date }) => known === null || date > known)) break;
    }
    return { statements, ended: null };
  }
}
