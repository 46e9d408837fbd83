import { type Frequency, STATEMENT_KINDS } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { ProfileGroup, Statement } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
import { FmpClient } from "./fmp-client.ts";
import { profileOf, statementOf } from "./fmp-reading.ts";
import type { ProfileOutcome, ProfileQuery, StatementQuery } from "./fundamentals-provider.ts";
import type { Patience } from "./gate.ts";
import { groupFaults } from "./group-faults.ts";
import type { ProviderHttp } from "./http.ts";
import { type FrequencyStatements, ListedFundamentals } from "./listed-fundamentals.ts";

/** What FMP calls the frequencies that it has; twelve months to a quarter's end are none of them. */
const PERIODS = { annual: "annual", quarterly: "quarter" } as const satisfies Partial<
  Record<Frequency, string>
>;

/** FMP's profiles, one request a symbol, and its statements, three requests a company and frequency. */
export class FmpFundamentals extends ListedFundamentals {
  readonly id = "fmp";
  readonly groups: ReadonlySet<ProfileGroup> = new Set(["identity", "valuation", "beta"]);
  readonly #client: FmpClient;

  constructor(http: ProviderHttp, key: string, width: number) {
    super(http, width);
    this.#client = new FmpClient(http, key);
  }

  protected async profile(
    { symbol, groups }: ProfileQuery,
    asOf: IsoDate,
    patience: Patience,
  ): Promise<ProfileOutcome> {
    const rows = await this.#client.profile(symbol, patience);
    if ("kind" in rows) return groupFaults(groups, this.groups, rows);
    const [row] = rows;
    if (row !== undefined) return profileOf(row, asOf);
    return groupFaults(groups, this.groups, this.http.tell("not_found", `no profile of ${symbol}`));
  }

  protected async ofFrequency(
    { symbol, known }: StatementQuery,
    frequency: Frequency,
    patience: Patience,
  ): Promise<FrequencyStatements> {
    if (frequency === "trailing") return { statements: [], ended: null };
    return this.#ofPeriod(symbol, frequency, known[frequency], patience);
  }

  /**
   * What came of a frequency before a fault, if there was one.
   * @param known The newest period that is stored: where no newer one is told, the other kinds are not asked for.
   */
  async #ofPeriod(
    symbol: SymbolName,
    frequency: keyof typeof PERIODS,
    known: IsoDate | null,
    patience: Patience,
  ): Promise<FrequencyStatements> {
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
