import { fromEpochDay } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import { PROFILE_GROUPS, type ProfileGroup } from "../fundamentals/field-group.ts";
import { calendarOfSymbol, type SymbolName } from "../symbol.ts";
import type {
  FundamentalsProvider,
  ProfileQuery,
  ProfileTold,
  StatementQuery,
  StatementTold,
} from "./fundamentals-provider.ts";
import type { HttpStatus } from "./http.ts";
import { joinedStatus } from "./joined-status.ts";
import type { FetchContext } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";
import { quotesOf } from "./yahoo-quotes.ts";
import type { YahooRoad, YahooStage } from "./yahoo-road.ts";
import { statementsOf } from "./yahoo-statements.ts";
import { summaryOf } from "./yahoo-summary.ts";

const GROUPS: ReadonlySet<ProfileGroup> = new Set(PROFILE_GROUPS);

/**
 * Yahoo's profiles and statements, whatever the road: quotes a hundred at a time, the rest of a profile with one request of
 * the modules that are wanted, statements from the time series of fundamentals.
 */
export class YahooFundamentals implements FundamentalsProvider {
  readonly groups = GROUPS;
  readonly #road: YahooRoad;

  constructor(road: YahooRoad) {
    this.#road = road;
  }

  get id(): "yahoo" | "yahooquery" {
    return this.#road.id;
  }

  get status(): HttpStatus {
    return joinedStatus(this.#road.plain.status, this.#road.withCrumb.status);
  }

  /** Indices, pairs and futures are no companies and no funds. */
  supports(symbol: SymbolName): boolean {
    return calendarOfSymbol(symbol) !== "weekdays" && !symbol.startsWith("^");
  }

  async profiles<Q extends ProfileQuery>(
    queries: readonly Q[],
    told: ProfileTold<Q>,
    context: FetchContext,
  ): Promise<void> {
    const stage = this.#stage(context);
    const quoted = queries.filter(({ groups }) => groups.includes("valuation"));
    const quotes = await quotesOf(
      this.#road,
      quoted.map(({ symbol }) => symbol),
      stage,
    );
    await sideBySide(queries, this.#road.width, async (query) => {
      await told(query, await summaryOf(this.#road, query, quotes.get(query.symbol) ?? {}, stage));
    });
  }

  async statements<Q extends StatementQuery>(
    queries: readonly Q[],
    told: StatementTold<Q>,
    context: FetchContext,
  ): Promise<void> {
    const stage = this.#stage(context);
    await sideBySide(queries, this.#road.width, async (query) => {
      await told(query, await statementsOf(this.#road, query, stage));
    });
  }

  #stage({ now, signal }: FetchContext): YahooStage {
    const { withCrumb, plain } = this.#road;
    const today = fromEpochDay(newYorkDayAt(now));
    return { withCrumb: withCrumb.stage(signal), plain: plain.stage(signal), now, today };
  }
}
