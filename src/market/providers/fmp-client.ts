import { z } from "zod";
import type { StatementKind } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import {
  type FmpBar,
  type FmpDividend,
  type FmpProfile,
  type FmpSplit,
  type FmpStatement,
  fmpBars,
  fmpDividends,
  fmpProfiles,
  fmpSplits,
  fmpStatements,
} from "./fmp-json.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Fault } from "./outcome.ts";
import { readJson } from "./read-json.ts";

const BASE = "https://financialmodelingprep.com/stable";
const UNAUTHORIZED = 401;
const PAYMENT_REQUIRED = 402;
const FORBIDDEN = 403;
const REFUSALS: readonly number[] = [UNAUTHORIZED, PAYMENT_REQUIRED, FORBIDDEN];
/** So many statements of a kind every plan permits; of more, the smallest refuses all. */
const MOST_STATEMENTS = "5";
/** Of another symbol than was asked for so much is told. */
const LONGEST_SYMBOL = 24;

const STATEMENT_PATHS: Readonly<Record<StatementKind, string>> = {
  income_statement: "income-statement",
  balance_sheet: "balance-sheet-statement",
  cash_flow: "cash-flow-statement",
};

/** What stands in place of a list, whatever the status. */
const complaint = z.object({ "Error Message": z.string() });

/**
 * FMP's requests, each answered with what was asked for or with a fault. One symbol a request: of several it tells nothing.
 * A symbol that it does not know has an empty list, as has one without data.
 */
export class FmpClient {
  readonly #http: ProviderHttp;
  readonly #headers: { readonly apikey: string };

  constructor(http: ProviderHttp, key: string) {
    this.#http = http;
    // In a header a key is in no URL, and so in no log of a proxy.
    this.#headers = { apikey: key };
  }

  /** Bars from one day through another, adjusted for splits. */
  bars(symbol: SymbolName, from: IsoDate, to: IsoDate, patience: Patience) {
    return this.#list<FmpBar>("historical-price-eod/full", symbol, { from, to }, fmpBars, patience);
  }

  splits(symbol: SymbolName, patience: Patience) {
    return this.#list<FmpSplit>("splits", symbol, {}, fmpSplits, patience);
  }

  dividends(symbol: SymbolName, patience: Patience) {
    return this.#list<FmpDividend>("dividends", symbol, {}, fmpDividends, patience);
  }

  profile(symbol: SymbolName, patience: Patience) {
    return this.#list<FmpProfile>("profile", symbol, {}, fmpProfiles, patience);
  }

  /** The newest statements of a kind. */
  statements(kind: StatementKind, symbol: SymbolName, period: "annual" | "quarter", patience: Patience) {
    const query = { period, limit: MOST_STATEMENTS };
    return this.#list<FmpStatement>(STATEMENT_PATHS[kind], symbol, query, fmpStatements, patience);
  }

  async #list<T extends { readonly symbol: string }>(
    path: string,
    symbol: SymbolName,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<readonly T[]>,
    patience: Patience,
  ): Promise<readonly T[] | Fault> {
    const url = `${BASE}/${path}?${new URLSearchParams({ symbol, ...query })}`;
    const reply = await this.#http.get(url, this.#headers, patience);
    if ("kind" in reply) return reply;
    const { status, text } = reply;
    const { value: complained } = readJson(reply, complaint);
    if (REFUSALS.includes(status) || complained !== null)
      return this.#http.tell("refused", `status ${status}: ${complained?.["Error Message"] ?? text}`);
    const { value: rows, fault } = readJson(reply, schema);
    if (fault !== null) return this.#http.tell("malformed", fault);
    const other = rows.find((row) => row.symbol !== symbol);
    if (other === undefined) return rows;
    return this.#http.tell("malformed", `symbol is ${other.symbol.slice(0, LONGEST_SYMBOL)}`);
  }
}
