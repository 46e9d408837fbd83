/**
 * Every constant of the risk engines, with its unit (engines.md; the section is named where it applies). Windows and ages
 * count sessions of the exchange calendar, never calendar days.
 */

/** The instrument whose return is "the market". */
export const MARKET_PROXY = "SPY";
/** The eight proxies of the factor model (section 5): funds whatever a vendor types them as, so never in a prior. */
export const FACTOR_PROXIES: ReadonlySet<string> = new Set([
  MARKET_PROXY,
  "VTV",
  "VUG",
  "MTUM",
  "QUAL",
  "IWM",
  "USMV",
  "TLT",
]);
/** Yields in per cent: of 30-year bonds, for the duration of rates, and of 13-week bills, the risk-free rate. */
export const RATE_INDICES = ["^TYX", "^IRX"] as const;
/** That of 13-week bills, by which options are discounted (section 12). */
export const RATE_SYMBOL = "^IRX";
/** The reference data's word for a share of a company. */
export const EQUITY_TYPE = "equity";

/** Sessions in a year: volatilities are fractions a year. */
export const SESSIONS_PER_YEAR = 252;
/** Cents in a dollar: equity and private values enter as cents / 100. */
export const CENTS_PER_DOLLAR = 100;

/** Section 1: a last valid return that lies more than this many sessions before the date is stale. */
export const STALE_AFTER_SESSIONS = 5;
/**
 * Sessions looked back for that last return, whatever the window, so that a name which stopped trading is `stale` in the
 * short window too, and the answer does not depend on how much history was loaded.
 */
export const STALE_LOOK_BACK_SESSIONS = 252;

/** Sessions before the first analysed one that the longest window of any engine reaches back. */
export const LONGEST_WINDOW_SESSIONS = 1_064;

/** No statistic of a symbol looks further back than this, in sessions: a changed price reaches no further ahead. */
export const STATISTICS_WINDOW_SESSIONS = 252;

/** Turns a median absolute deviation into the standard deviation of a normal distribution (1 / 0.6745). */
export const MAD_TO_SIGMA = 1.4826;
/** Section 1, `outlier_returns`: sessions, robust standard deviations, and return as a fraction. */
export const OUTLIER_WINDOW_SESSIONS = 252;
export const OUTLIER_SIGMAS = 8;
export const OUTLIER_LEAST_RETURN = 0.25;

/** Section 2: windows of the market beta, in sessions, and the fewest returns of an estimate. */
export const BETA_WINDOWS = [90, 252] as const;
export type BetaWindow = (typeof BETA_WINDOWS)[number];
export const BETA_MINIMUM_RETURNS = 30;
/** Beyond this |beta| an estimate is flagged `extreme` and takes no part in a prior. Dimensionless. */
export const EXTREME_BETA = 5;
/** The normal distribution's 97.5 % point: half-width of a 95 % interval in standard errors. */
export const NORMAL_95 = 1.959963984540054;
/** Lags of Newey and West in sample observations: floor(4 (n / 100)^(2/9)). */
export const HAC_SCALE = 4;
export const HAC_BASE_RETURNS = 100;
export const HAC_EXPONENT = 2 / 9;

/** Section 2, Vasicek's prior: share of the window a member needs, fewest members, least variance of true betas. */
export const PRIOR_WINDOW_SHARE = 0.8;
export const PRIOR_MINIMUM_MEMBERS = 30;
export const PRIOR_LEAST_VARIANCE = 0.01;

/** Section 9: windows of realised volatility, in sessions, and the share of the window that must be there. */
export const VOLATILITY_WINDOWS = [21, 63, 252] as const;
export type VolatilityWindow = (typeof VOLATILITY_WINDOWS)[number];
export const VOLATILITY_WINDOW_SHARE = 0.8;
/** Section 12: sessions of the volatility that stands in for an implied one. */
export const OPTION_VOLATILITY_WINDOW = 63 satisfies VolatilityWindow;

/** Section 9, the pro-forma series: its length in sessions and the valid returns that a covered name needs in it. */
export const PRO_FORMA_SESSIONS = 252;
export const PRO_FORMA_MINIMUM_RETURNS = 60;
/** The beta that stands in for a missing return is that of this window. */
export const PRO_FORMA_BETA_WINDOW = 252 satisfies BetaWindow;
/** Share of the covered |weight| with a return of its own, below which a session does not count. */
export const PRO_FORMA_LEAST_VALID = 0.5;
/** A share that lies below a bound by no more than this lies on it: sums of weights are rounded. */
export const SHARE_ROUNDING = 1e-9;
/** Above this share of filled |weight| a number is flagged `filled`. */
export const FILLED_SHARE = 0.05;

/** Section 8: HHI is 10,000 for a single issuer. */
export const HHI_SCALE = 10_000;
/** How many of the largest issuers `top_3` and `top_10` add up. */
export const TOP_FEW = 3;
export const TOP_MANY = 10;
