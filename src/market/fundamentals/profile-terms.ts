import type { InstrumentType } from "../../../db/schema/words.ts";
import { calendarOfSymbol, type SymbolName } from "../symbol.ts";
import type { ProfileGroup } from "./field-group.ts";

/** Which groups are kept of a kind of instrument, by how often they are looked for. */
export interface ProfileTerms {
  readonly daily: readonly ProfileGroup[];
  /** Every week, and once after earnings. */
  readonly weekly: readonly ProfileGroup[];
  readonly monthly: readonly ProfileGroup[];
}

const NONE: ProfileTerms = { daily: [], weekly: [], monthly: [] };
const COMPANY: ProfileTerms = {
  daily: ["valuation"],
  weekly: ["beta", "ratios", "targets", "estimates", "earnings_dates"],
  monthly: ["identity"],
};
const FUND: ProfileTerms = {
  daily: ["valuation"],
  weekly: [],
  monthly: ["identity", "beta", "sector_weights"],
};
const COIN: ProfileTerms = { daily: ["valuation"], weekly: [], monthly: ["identity"] };
/** Nobody has told yet what it is, so whatever it may have is asked for. */
const UNKNOWN: ProfileTerms = { ...COMPANY, monthly: ["identity", "sector_weights"] };

/** The groups that are kept of an instrument. Pairs, indices and futures have none. */
export function profileTerms(symbol: SymbolName, type: InstrumentType | null): ProfileTerms {
  if (calendarOfSymbol(symbol) === "weekdays" || symbol.startsWith("^")) return NONE;
  switch (type) {
    case null:
      return calendarOfSymbol(symbol) === "everyday" ? COIN : UNKNOWN;
    case "EQUITY":
    case "OTHER":
      return COMPANY;
    case "ETF":
    case "MUTUALFUND":
      return FUND;
    case "CRYPTOCURRENCY":
      return COIN;
    default:
      return NONE;
  }
}

/** Whether an instrument is a company, which has statements. */
export function hasStatements(symbol: SymbolName, type: InstrumentType | null): boolean {
  return type === "EQUITY" && profileTerms(symbol, type) === COMPANY;
}
