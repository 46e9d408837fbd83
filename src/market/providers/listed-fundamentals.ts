import type { Frequency, NetworkProvider } from "../../../db/schema/words.ts";
import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { ProfileGroup, Statement } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
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
import type { HttpStatus, ProviderHttp } from "./http.ts";
import { isNewYorkListing } from "./listing.ts";
import type { Fault } from "./outcome.ts";
import type { FetchContext } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

/** What came of one frequency before a fault, if there was one. */
export interface FrequencyStatements {
  readonly statements: readonly Statement[];
  readonly ended: Fault | null;
}

/** Profiles and statements of what is listed in New York, symbol by symbol and frequency by frequency. */
export abstract class ListedFundamentals implements FundamentalsProvider {
  abstract readonly id: NetworkProvider;
  abstract readonly groups: ReadonlySet<ProfileGroup>;
  protected readonly http: ProviderHttp;
  readonly #width: number;

  /** @param width How many symbols are in hand at once; the gate decides how many requests are under way. */
  constructor(http: ProviderHttp, width: number) {
    this.http = http;
    this.#width = width;
  }

  get status(): HttpStatus {
    return this.http.status;
  }

  supports(symbol: SymbolName): boolean {
    return isNewYorkListing(symbol);
  }

  async profiles<Q extends ProfileQuery>(
    queries: readonly Q[],
    told: ProfileTold<Q>,
    { now, signal }: FetchContext,
  ): Promise<void> {
    // What is told has no instant; it is of the session under way, else of the one before.
    const asOf = calendarOf("XNYS").sessionOnOrBefore(fromEpochDay(newYorkDayAt(now)));
    const patience = this.http.stage(signal);
    await sideBySide(queries, this.#width, async (query) => {
      await told(query, await this.profile(query, asOf, patience));
    });
  }

  async statements<Q extends StatementQuery>(
    queries: readonly Q[],
    told: StatementTold<Q>,
    { signal }: FetchContext,
  ): Promise<void> {
    const patience = this.http.stage(signal);
    await sideBySide(queries, this.#width, async (query) => {
      await told(query, await this.#statements(query, patience));
    });
  }

  /** One frequency that is refused does not lose the others: small plans have years and no quarters. */
  async #statements(query: StatementQuery, patience: Patience): Promise<StatementOutcome> {
    const { symbol, frequencies, since } = query;
    const found: Statement[] = [];
    let fault: Fault | null = null;
    for (const frequency of frequencies) {
      const { statements, ended } = await this.ofFrequency(query, frequency, patience);
      found.push(...statements.filter(({ periodEnd }) => periodEnd >= since));
      fault ??= ended;
    }
    if (found.length > 0)
      return { kind: "statements", statements: found, ...(fault === null ? {} : { ended: fault }) };
    return fault ?? { kind: "no_data", detail: `no statement of ${symbol} since ${since}` };
  }

  /** Fetches the profile of one symbol. */
  protected abstract profile(query: ProfileQuery, asOf: IsoDate, patience: Patience): Promise<ProfileOutcome>;

  /** Fetches a company's statements of one frequency; none of one that the provider does not have. */
  protected abstract ofFrequency(
    query: StatementQuery,
    frequency: Frequency,
    patience: Patience,
  ): Promise<FrequencyStatements>;
}
