import {
  type BetaDefinition,
  FIELD_GROUPS,
  type FieldGroup,
  type Frequency,
  type Horizon,
  type InstrumentType,
  type StatementKind,
} from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** The groups of a company's or fund's profile; statements are kept by period instead. */
export type ProfileGroup = Exclude<FieldGroup, "statements">;
export const PROFILE_GROUPS: readonly ProfileGroup[] = FIELD_GROUPS.filter((group) => group !== "statements");

/** Who or what a symbol is, in the vendor's words. Null where the vendor has none. */
export interface Identity {
  readonly name: string | null;
  readonly sector: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly exchange: string | null;
  readonly website: string | null;
  readonly description: string | null;
  readonly ceo: string | null;
  readonly employees: number | null;
  readonly isEtf: boolean | null;
  readonly isFund: boolean | null;
  /** Month and day, MM-DD. */
  readonly fiscalYearEnd: string | null;
  /** The vendor's word for what trades; kept with the symbol, not with its profile. */
  readonly type: InstrumentType | null;
}

/** What the market pays: prices and amounts a share in `currency` (GBp is a hundredth), the market's value in its whole units, the yield as a fraction. */
export interface Valuation {
  readonly currency: string | null;
  readonly price: number | null;
  readonly marketCap: number | null;
  readonly sharesOutstanding: number | null;
  readonly trailingPe: number | null;
  readonly forwardPe: number | null;
  readonly priceToBook: number | null;
  readonly bookValue: number | null;
  readonly epsTrailing: number | null;
  readonly epsForward: number | null;
  readonly dividendRate: number | null;
  readonly dividendYield: number | null;
  readonly week52High: number | null;
  readonly week52Low: number | null;
  readonly averageVolume: number | null;
}

/** A valuation of which nothing is told: providers that tell some of it begin with this. */
export const UNTOLD_VALUATION: Valuation = {
  currency: null,
  price: null,
  marketCap: null,
  sharesOutstanding: null,
  trailingPe: null,
  forwardPe: null,
  priceToBook: null,
  bookValue: null,
  epsTrailing: null,
  epsForward: null,
  dividendRate: null,
  dividendYield: null,
  week52High: null,
  week52Low: null,
  averageVolume: null,
};

export interface VendorBeta {
  readonly beta: number;
  readonly definition: BetaDefinition;
}

/** How a company earns: fractions, and the revenue of twelve months in `currency`. */
export interface CompanyRatios {
  readonly currency: string | null;
  readonly grossMargin: number | null;
  readonly operatingMargin: number | null;
  readonly ebitdaMargin: number | null;
  readonly profitMargin: number | null;
  readonly returnOnAssets: number | null;
  readonly returnOnEquity: number | null;
  readonly revenueGrowth: number | null;
  readonly earningsGrowth: number | null;
  readonly earningsQuarterlyGrowth: number | null;
  readonly totalRevenue: number | null;
}

/** What analysts think a share is worth, in its trading currency; the mean recommendation from 1, strong buy, to 5, sell. */
export interface AnalystTargets {
  readonly targetMean: number | null;
  readonly targetMedian: number | null;
  readonly targetHigh: number | null;
  readonly targetLow: number | null;
  readonly opinions: number | null;
  readonly recommendationMean: number | null;
  readonly recommendationKey: string | null;
}

/** What analysts expect of a fiscal period: growth as a fraction on the year before. */
export interface AnalystEstimate {
  readonly horizon: Horizon;
  readonly endDate: IsoDate | null;
  readonly epsCurrency: string | null;
  readonly epsAverage: number | null;
  readonly epsLow: number | null;
  readonly epsHigh: number | null;
  readonly epsYearAgo: number | null;
  readonly epsGrowth: number | null;
  readonly epsAnalysts: number | null;
  readonly revenueCurrency: string | null;
  readonly revenueAverage: number | null;
  readonly revenueLow: number | null;
  readonly revenueHigh: number | null;
  readonly revenueYearAgo: number | null;
  readonly revenueGrowth: number | null;
  readonly revenueAnalysts: number | null;
}

/** When earnings were last told, and when they are next, on the exchange's days: a day, or a window that is only expected. */
export interface EarningsDates {
  readonly lastDate: IsoDate | null;
  readonly nextFrom: IsoDate | null;
  readonly nextThrough: IsoDate | null;
  readonly isExpected: boolean | null;
  readonly epsAverage: number | null;
  readonly epsLow: number | null;
  readonly epsHigh: number | null;
  readonly revenueAverage: number | null;
  readonly revenueLow: number | null;
  readonly revenueHigh: number | null;
}

/** A fund's share in a sector, in the vendor's words ("Consumer Cyclical"), as a fraction. */
export interface SectorWeight {
  readonly sector: string;
  readonly weight: number;
}

/** What each group holds. */
export interface GroupValues {
  readonly identity: Identity;
  readonly valuation: Valuation;
  readonly beta: VendorBeta;
  readonly ratios: CompanyRatios;
  readonly targets: AnalystTargets;
  readonly estimates: readonly AnalystEstimate[];
  readonly earnings_dates: EarningsDates;
  readonly sector_weights: readonly SectorWeight[];
}

/** A statement of one period as a provider tells it. */
export interface Statement {
  readonly kind: StatementKind;
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly currency: string | null;
  readonly fiscalYear: number | null;
  /** 1 to 4; null of a year, and where nobody has told it. */
  readonly fiscalQuarter: number | null;
  readonly filingDate: IsoDate | null;
  /** By column of the kind's table (its key in the schema); what was not told is not in it, and a zero that was told is. */
  readonly figures: Readonly<Record<string, number>>;
}
