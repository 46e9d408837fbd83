import type { Frequency } from "../../../db/schema/words.ts";
import type { EpochMs } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Fault } from "./outcome.ts";
import type { SummaryModule } from "./summary-json.ts";

/** Statements of some frequencies that one request brings, whole or one kind of them. */
export interface StatementRequest {
  readonly frequencies: readonly Frequency[];
  readonly part: "financials" | "balance-sheet" | "cash-flow" | "all";
}

/** The bounds of a time series in seconds. */
export interface Period {
  readonly period1: number;
  readonly period2: number;
}

/** One road to Yahoo's fundamentals: how its answers are fetched. All of it ends as parsed JSON or as a fault. */
export interface YahooRoad {
  readonly id: "yahoo" | "yahooquery";
  /** The connection of what needs a crumb, and that of what needs none. */
  readonly withCrumb: ProviderHttp;
  readonly plain: ProviderHttp;
  /** How many symbols are in hand at once. */
  readonly width: number;
  /** An answer of quotes of some symbols. */
  quotes(symbols: readonly SymbolName[], patience: Patience): Promise<Answered>;
  /** An answer with modules of one symbol's summary. */
  summary(symbol: SymbolName, modules: readonly SummaryModule[], patience: Patience): Promise<Answered>;
  /** The requests that bring all statements of some frequencies; the first tells whether there is anything new. */
  requests(frequencies: readonly Frequency[]): readonly StatementRequest[];
  statements(
    symbol: SymbolName,
    request: StatementRequest,
    period: Period,
    patience: Patience,
  ): Promise<Answered>;
  /** An answer of the search, which needs no crumb; null where this road does not go there. */
  readonly search: ((symbol: SymbolName, patience: Patience) => Promise<Answered>) | null;
}

/** JSON that has come with status 200, not yet looked at, or why there is none. */
export type Answered = { readonly kind: "answer"; readonly body: unknown } | Fault;

/** What a fetch is made under, as every question of it needs it. */
export interface YahooStage {
  readonly withCrumb: Patience;
  readonly plain: Patience;
  /** The instant of the fetch, UTC ms, and its day in New York. */
  readonly now: EpochMs;
  readonly today: IsoDate;
}
