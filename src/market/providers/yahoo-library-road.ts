import type { Frequency } from "../../../db/schema/words.ts";
import type { SymbolName } from "../symbol.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { SummaryModule } from "./summary-json.ts";
import { type LibraryAnswer, YahooLibrary } from "./yahoo-library.ts";
import type { Answered, Period, StatementRequest, YahooRoad } from "./yahoo-road.ts";

/** The kinds of statements as the library names them; sums of twelve months have no balance sheet. */
const PARTS = {
  quarterly: ["financials", "balance-sheet", "cash-flow"],
  trailing: ["financials", "cash-flow"],
  annual: ["financials", "balance-sheet", "cash-flow"],
} as const satisfies Readonly<Record<Frequency, readonly StatementRequest["part"][]>>;
/** What the search is asked for besides the symbol itself, and the news that come with it. */
const SEARCH = { quotesCount: 6, newsCount: 0 } as const;

/**
 * The road of yahoo-finance2. The library makes the requests; what is read is the answer as it came, for the library drops
 * zeros and currencies. What needs a crumb has an instance and a connection of its own.
 */
export class YahooLibraryRoad implements YahooRoad {
  readonly id = "yahoo";
  readonly withCrumb: ProviderHttp;
  readonly plain: ProviderHttp;
  readonly width: number;
  readonly #crumbed: YahooLibrary;
  readonly #crumbless: YahooLibrary;

  constructor(plain: ProviderHttp, withCrumb: ProviderHttp, width: number) {
    this.plain = plain;
    this.withCrumb = withCrumb;
    this.width = width;
    this.#crumbed = new YahooLibrary(withCrumb, width);
    this.#crumbless = new YahooLibrary(plain, width);
  }

  async quotes(symbols: readonly SymbolName[], patience: Patience): Promise<Answered> {
    return this.#read(
      await this.#crumbed.ask((client, module) => client.quote(symbols, {}, module), patience),
      this.withCrumb,
    );
  }

  async summary(
    symbol: SymbolName,
    modules: readonly SummaryModule[],
    patience: Patience,
  ): Promise<Answered> {
    const options = { modules, formatted: false } as const;
    return this.#read(
      await this.#crumbed.ask((client, module) => client.quoteSummary(symbol, options, module), patience),
      this.withCrumb,
    );
  }

  requests(frequencies: readonly Frequency[]): readonly StatementRequest[] {
    return frequencies.flatMap((frequency) =>
      PARTS[frequency].map((part) => ({ frequencies: [frequency], part })),
    );
  }

  async statements(
    symbol: SymbolName,
    { frequencies, part }: StatementRequest,
    period: Period,
    patience: Patience,
  ): Promise<Answered> {
    const type = frequencies[0] as Frequency;
    const module = part as Exclude<StatementRequest["part"], "all">;
    return this.#read(
      await this.#crumbless.ask(
        (client, moduleOptions) =>
          client.fundamentalsTimeSeries(symbol, { ...period, type, module }, moduleOptions),
        patience,
      ),
      this.plain,
    );
  }

  readonly search = async (symbol: SymbolName, patience: Patience): Promise<Answered> =>
    this.#read(
      await this.#crumbless.ask((client, module) => client.search(symbol, SEARCH, module), patience),
      this.plain,
    );

  #read(answer: LibraryAnswer | Exclude<Answered, { kind: "answer" }>, http: ProviderHttp): Answered {
    if ("kind" in answer) return answer;
    try {
      return { kind: "answer", body: JSON.parse(answer.text) as unknown };
    } catch {
      return http.tell("malformed", "not JSON");
    }
  }
}
