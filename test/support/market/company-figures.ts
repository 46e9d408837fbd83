import type { Figures } from "./company.ts";
import type { Business } from "./company-terms.ts";

/** What a company's quarters are made from. */
export interface Means {
  readonly business: Business;
  /** Of the first quarter. */
  readonly revenue: number;
  /** From one quarter to the next. */
  readonly growth: number;
  /** What selling and administration take of revenue. */
  readonly selling: number;
  /** Debt as a multiple of a quarter's revenue; 0 for a company without any. */
  readonly debt: number;
  /** What dividends take of revenue; 0 for a company that pays none. */
  readonly payout: number;
  /** Columns of which the company never tells anything. */
  readonly untold: ReadonlySet<string>;
}

/** How a quarter differs from its neighbours. */
export interface QuarterMeans {
  /** Quarters since the first. */
  readonly at: number;
  readonly shares: number;
  readonly beginningCash: number;
}

/** Reports are in thousands. */
const UNIT = 1000;
const TAX = 0.21;
/** A quarter's interest on what is owed. */
const INTEREST = 0.011;
const SEASONS = [0.96, 0.98, 1, 1.06];

const whole = (amount: number): number => Math.round(amount / UNIT) * UNIT || 0;
const perShare = (amount: number, shares: number): number => Math.round((amount / shares) * 100) / 100 || 0;

/** Columns that some companies leave out; whatever ratios rest on is none of them. */
export const OPTIONAL_COLUMNS: readonly string[] = [
  "otherIncome",
  "otherIntangibleAssets",
  "otherNonCurrentAssets",
  "accruedLiabilities",
  "deferredRevenue",
  "deferredTaxLiabilities",
  "minorityInterest",
  "preferredStock",
  "treasuryStock",
  "deferredIncomeTax",
  "acquisitions",
  "otherInvesting",
  "stockIssuance",
  "debtIssuance",
  "otherFinancing",
];

/** The figures of one quarter: sums add up, within statements and between them. */
export function quarterFigures(means: Means, quarter: QuarterMeans, next: () => number): Figures {
  const { at, shares, beginningCash } = quarter;
  const season = SEASONS[at % SEASONS.length] ?? 1;
  const revenue = whole(means.revenue * (1 + means.growth) ** at * season * (0.97 + next() * 0.06));
  const debt = whole(means.revenue * means.debt);
  const income = incomeOf(means, revenue, debt, shares, next);
  const cash = cashOf(means, revenue, income, { beginningCash, debt }, next);
  const balance = balanceOf(means, revenue, debt, shares, cash.endingCashPosition);
  const told = <C extends Record<string, number>>(columns: C) =>
    Object.fromEntries(Object.entries(columns).filter(([column]) => !means.untold.has(column)));
  return { income_statement: told(income), balance_sheet: told(balance), cash_flow: told(cash) };
}

function incomeOf(means: Means, totalRevenue: number, debt: number, shares: number, next: () => number) {
  const { grossMargin, research } = means.business;
  const costOfRevenue = whole(totalRevenue * (1 - grossMargin + (next() - 0.5) * 0.02));
  const grossProfit = totalRevenue - costOfRevenue;
  const researchAndDevelopment = whole(totalRevenue * research);
  const sellingGeneralAndAdministrative = whole(totalRevenue * means.selling);
  const operatingExpenses = researchAndDevelopment + sellingGeneralAndAdministrative;
  const operatingIncome = grossProfit - operatingExpenses;
  const interestExpense = whole(debt * INTEREST);
  const otherIncome = whole(totalRevenue * (next() - 0.4) * 0.01);
  const pretaxIncome = operatingIncome - interestExpense + otherIncome;
  const taxProvision = whole(Math.max(0, pretaxIncome * TAX));
  const netIncome = pretaxIncome - taxProvision;
  const depreciationAndAmortization = whole(totalRevenue * 0.04);
  const ebit = pretaxIncome + interestExpense;
  const diluted = Math.round(shares * 1.008);
  return {
    totalRevenue,
    costOfRevenue,
    grossProfit,
    researchAndDevelopment,
    sellingGeneralAndAdministrative,
    operatingExpenses,
    operatingIncome,
    interestExpense,
    otherIncome,
    pretaxIncome,
    taxProvision,
    netIncome,
    ebit,
    ebitda: ebit + depreciationAndAmortization,
    depreciationAndAmortization,
    basicEps: perShare(netIncome, shares),
    dilutedEps: perShare(netIncome, diluted),
    basicAverageShares: shares,
    dilutedAverageShares: diluted,
  };
}

function cashOf(
  means: Means,
  revenue: number,
  income: ReturnType<typeof incomeOf>,
  held: { readonly beginningCash: number; readonly debt: number },
  next: () => number,
) {
  const { netIncome, depreciationAndAmortization } = income;
  const beginningCashPosition = held.beginningCash;
  const endingCashPosition = whole(revenue * (0.45 + next() * 0.1));
  const stockBasedCompensation = whole(revenue * 0.02);
  const deferredIncomeTax = whole(revenue * (next() - 0.5) * 0.01);
  const changeInWorkingCapital = whole(revenue * (next() - 0.5) * 0.04);
  const otherNonCashItems = whole(revenue * 0.003);
  const operatingCashFlow =
    netIncome +
    depreciationAndAmortization +
    stockBasedCompensation +
    deferredIncomeTax +
    changeInWorkingCapital +
    otherNonCashItems;
  const capitalExpenditures = -whole(revenue * 0.05);
  const acquisitions = 0;
  const purchasesOfInvestments = -whole(revenue * 0.1);
  const salesOfInvestments = whole(revenue * 0.09);
  const otherInvesting = -whole(revenue * 0.002);
  const investingCashFlow =
    capitalExpenditures + acquisitions + purchasesOfInvestments + salesOfInvestments + otherInvesting;
  const dividendsPaid = -whole(revenue * means.payout) || 0;
  const stockRepurchases = -whole(Math.max(0, netIncome) * 0.3) || 0;
  const stockIssuance = 0;
  const debtIssuance = whole(held.debt * 0.05);
  const debtRepayment = -whole(held.debt * 0.05) || 0;
  const debtIssuanceRepayment = debtIssuance + debtRepayment;
  const netChangeInCash = endingCashPosition - beginningCashPosition;
  const financingCashFlow = netChangeInCash - operatingCashFlow - investingCashFlow;
  return {
    operatingCashFlow,
    depreciationAndAmortization,
    stockBasedCompensation,
    deferredIncomeTax,
    changeInWorkingCapital,
    otherNonCashItems,
    investingCashFlow,
    capitalExpenditures,
    acquisitions,
    purchasesOfInvestments,
    salesOfInvestments,
    otherInvesting,
    financingCashFlow,
    dividendsPaid,
    stockRepurchases,
    stockIssuance,
    debtIssuance,
    debtRepayment,
    debtIssuanceRepayment,
    otherFinancing: financingCashFlow - dividendsPaid - stockRepurchases - debtIssuanceRepayment,
    netChangeInCash,
    beginningCashPosition,
    endingCashPosition,
  };
}

function balanceOf(means: Means, revenue: number, totalDebt: number, shares: number, cash: number) {
  const share = (part: number) => whole(revenue * part);
  const shortTermInvestments = share(0.2);
  const accountsReceivable = share(0.5);
  const inventory = means.business.hasInventory ? share(0.3) : 0;
  const otherCurrentAssets = share(0.15);
  const cashAndShortTermInvestments = cash + shortTermInvestments;
  const currentAssets = cashAndShortTermInvestments + accountsReceivable + inventory + otherCurrentAssets;
  const propertyPlantEquipment = share(1.1);
  const goodwill = share(0.4);
  const otherIntangibleAssets = share(0.1);
  const longTermInvestments = share(0.6);
  const otherNonCurrentAssets = share(0.25);
  const intangibleAssets = goodwill + otherIntangibleAssets;
  const totalAssets =
    currentAssets + propertyPlantEquipment + intangibleAssets + longTermInvestments + otherNonCurrentAssets;
  const shortTermDebt = whole(totalDebt * 0.15);
  const longTermDebt = totalDebt - shortTermDebt;
  const accountsPayable = share(0.35);
  const accruedLiabilities = share(0.12);
  const deferredRevenue = share(0.08);
  const deferredTaxLiabilities = share(0.05);
  const currentLiabilities = shortTermDebt + accountsPayable + accruedLiabilities + deferredRevenue;
  const totalLiabilities = currentLiabilities + longTermDebt + deferredTaxLiabilities;
  const minorityInterest = share(0.01);
  const preferredStock = 0;
  const totalStockholdersEquity = totalAssets - totalLiabilities - minorityInterest;
  const commonStock = share(0.3);
  const treasuryStock = share(0.1);
  const accumulatedOtherComprehensiveIncome = -share(0.02);
  return {
    totalAssets,
    currentAssets,
    cashAndCashEquivalents: cash,
    shortTermInvestments,
    cashAndShortTermInvestments,
    accountsReceivable,
    inventory,
    otherCurrentAssets,
    propertyPlantEquipment,
    goodwill,
    otherIntangibleAssets,
    intangibleAssets,
    longTermInvestments,
    otherNonCurrentAssets,
    totalLiabilities,
    currentLiabilities,
    accountsPayable,
    accruedLiabilities,
    deferredRevenue,
    deferredTaxLiabilities,
    shortTermDebt,
    longTermDebt,
    totalDebt,
    minorityInterest,
    preferredStock,
    totalStockholdersEquity,
    retainedEarnings:
      totalStockholdersEquity - commonStock + treasuryStock - accumulatedOtherComprehensiveIncome,
    commonStock,
    treasuryStock,
    accumulatedOtherComprehensiveIncome,
    ordinaryShares: shares,
  };
}
