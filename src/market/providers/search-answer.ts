import type { IsoDate } from "../../platform/iso-date.ts";
import { type SymbolName, trySymbol } from "../symbol.ts";
import type { GroupOutcome } from "./fundamentals-provider.ts";
import { instrumentType } from "./instrument-type.ts";
import { searchAnswer } from "./summary-json.ts";
import { placeOf } from "./yahoo-field.ts";

/** Who or what a symbol is by an answer of the search for its name: other symbols that it finds are none of it. */
export function readSearch(body: unknown, symbol: SymbolName, today: IsoDate): GroupOutcome<"identity"> {
  const parsed = searchAnswer.safeParse(body);
  if (!parsed.success) return { kind: "malformed", detail: placeOf(parsed.error, "the answer") };
  const found = parsed.data.quotes.find((each) => each.symbol !== null && trySymbol(each.symbol) === symbol);
  if (found === undefined) return { kind: "not_found", detail: `the search finds no ${symbol}` };
  const type = instrumentType(found.quoteType);
  return {
    kind: "told",
    asOf: today,
    values: {
      name: found.longname ?? found.shortname,
      sector: found.sector,
      industry: found.industry,
      country: null,
      exchange: found.exchange,
      website: null,
      description: null,
      ceo: null,
      employees: null,
      isEtf: type === null ? null : type === "ETF",
      isFund: type === null ? null : type === "ETF" || type === "MUTUALFUND",
      fiscalYearEnd: null,
      type,
    },
  };
}
