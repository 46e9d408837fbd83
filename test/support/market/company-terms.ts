import type { Instrument } from "./instrument.ts";

/** What a business is like: shares of revenue, and what it has none of. */
export interface Business {
  readonly sector: string;
  readonly industry: string;
  /** What fund providers call the sector. */
  readonly key: string;
  readonly grossMargin: number;
  readonly research: number;
  readonly hasInventory: boolean;
}

const business = (
  sector: string,
  industry: string,
  key: string,
  grossMargin: number,
  research: number,
  hasInventory: boolean,
): Business => ({ sector, industry, key, grossMargin, research, hasInventory });

/** A line for each of Yahoo's sectors. */
export const BUSINESSES: readonly Business[] = [
  business("Technology", "Consumer Electronics", "technology", 0.45, 0.08, true),
  business("Technology", "Software - Application", "technology", 0.72, 0.18, false),
  business("Healthcare", "Drug Manufacturers - General", "healthcare", 0.68, 0.17, true),
  business("Financial Services", "Asset Management", "financial_services", 0.55, 0, false),
  business("Consumer Cyclical", "Specialty Retail", "consumer_cyclical", 0.34, 0, true),
  business("Consumer Defensive", "Packaged Foods", "consumer_defensive", 0.36, 0.01, true),
  business("Communication Services", "Entertainment", "communication_services", 0.42, 0.05, false),
  business("Industrials", "Specialty Industrial Machinery", "industrials", 0.37, 0.03, true),
  business("Energy", "Oil & Gas E&P", "energy", 0.44, 0, true),
  business("Utilities", "Utilities - Regulated Electric", "utilities", 0.41, 0, true),
  business("Basic Materials", "Specialty Chemicals", "basic_materials", 0.33, 0.02, true),
  business("Real Estate", "REIT - Industrial", "realestate", 0.6, 0, false),
];

const EURO_SHARE = 0.12;
const EURO_IN_DOLLARS = 1.08;
/** The countries that exchanges abroad are in, by the currency of their shares. */
const COUNTRIES: Readonly<Record<string, readonly [country: string, city: string]>> = {
  USD: ["United States", "Springfield"],
  EUR: ["Germany", "Hamburg"],
  GBP: ["United Kingdom", "Leeds"],
  CAD: ["Canada", "Ottawa"],
  JPY: ["Japan", "Kyoto"],
  HKD: ["Hong Kong", "Kowloon"],
};

/** Where a company is at home, what it reports in, and what one unit of that is in its trading currency. */
export interface Home {
  readonly country: string;
  readonly city: string;
  readonly currency: string;
  readonly rate: number;
}

/** Most report in the currency that they trade in; some that trade in dollars report in euros. */
export function homeOf(instrument: Instrument, next: () => number): Home {
  const traded = majorOf(instrument.currency);
  const isEuropean = next() < EURO_SHARE && traded === "USD";
  const currency = isEuropean ? "EUR" : traded;
  const [country, city] = COUNTRIES[currency] ?? ["Switzerland", "Basel"];
  return { country, city, currency, rate: isEuropean ? EURO_IN_DOLLARS : 1 };
}

/** The currency that a share's is a hundredth of, or that currency itself. */
export function majorOf(currency: string): string {
  return currency === "GBp" ? "GBP" : currency;
}

/** How much of a share's currency makes one of its whole units. */
export function unitsOf(currency: string): number {
  return currency === "GBp" ? 100 : 1;
}
