import type { Recording } from "../../support/market/recorded-server.ts";
import { entriesOf } from "./recorded-answers.ts";

type Names = string | readonly [string, string];

/** Which of Yahoo's lines each column holds, written down by hand; where there are two the second stands in for the first. */
export const YAHOO_LINES: Readonly<Record<string, Readonly<Record<string, Names>>>> = {
  income_statement: {
    total_revenue: "TotalRevenue",
    cost_of_revenue: "CostOfRevenue",
    gross_profit: "GrossProfit",
    research_and_development: "ResearchAndDevelopment",
    selling_general_and_administrative: "SellingGeneralAndAdministration",
    operating_expenses: "OperatingExpense",
    operating_income: "OperatingIncome",
    interest_expense: ["InterestExpense", "InterestExpenseNonOperating"],
    other_income: "OtherIncomeExpense",
    pretax_income: "PretaxIncome",
    tax_provision: "TaxProvision",
    net_income: "NetIncome",
    ebit: "EBIT",
    ebitda: "EBITDA",
    depreciation_and_amortization: "ReconciledDepreciation",
    basic_eps: "BasicEPS",
    diluted_eps: "DilutedEPS",
    basic_average_shares: "BasicAverageShares",
    diluted_average_shares: "DilutedAverageShares",
  },
  balance_sheet: {
    total_assets: "TotalAssets",
    current_assets: "CurrentAssets",
    cash_and_cash_equivalents: "CashAndCashEquivalents",
    short_term_investments: "OtherShortTermInvestments",
    cash_and_short_term_investments: "CashCashEquivalentsAndShortTermInvestments",
    accounts_receivable: "AccountsReceivable",
    inventory: "Inventory",
    other_current_assets: "OtherCurrentAssets",
    property_plant_equipment: "NetPPE",
    goodwill: "Goodwill",
    other_intangible_assets: "OtherIntangibleAssets",
    intangible_assets: "GoodwillAndOtherIntangibleAssets",
    long_term_investments: "InvestmentsAndAdvances",
    other_non_current_assets: "OtherNonCurrentAssets",
    total_liabilities: "TotalLiabilitiesNetMinorityInterest",
    current_liabilities: "CurrentLiabilities",
    accounts_payable: "AccountsPayable",
    accrued_liabilities: "CurrentAccruedExpenses",
    deferred_revenue: "CurrentDeferredRevenue",
    deferred_tax_liabilities: "NonCurrentDeferredTaxesLiabilities",
    short_term_debt: "CurrentDebt",
    long_term_debt: "LongTermDebt",
    total_debt: "TotalDebt",
    minority_interest: "MinorityInterest",
    preferred_stock: ["PreferredStock", "PreferredStockEquity"],
    total_stockholders_equity: "StockholdersEquity",
    retained_earnings: "RetainedEarnings",
    common_stock: "CommonStock",
    treasury_stock: "TreasuryStock",
    accumulated_other_comprehensive_income: "GainsLossesNotAffectingRetainedEarnings",
    ordinary_shares: "OrdinarySharesNumber",
  },
  cash_flow: {
    operating_cash_flow: "OperatingCashFlow",
    depreciation_and_amortization: ["DepreciationAndAmortization", "DepreciationAmortizationDepletion"],
    stock_based_compensation: "StockBasedCompensation",
    deferred_income_tax: ["DeferredIncomeTax", "DeferredTax"],
    change_in_working_capital: "ChangeInWorkingCapital",
    other_non_cash_items: "OtherNonCashItems",
    investing_cash_flow: "InvestingCashFlow",
    capital_expenditures: "CapitalExpenditure",
    acquisitions: "NetBusinessPurchaseAndSale",
    purchases_of_investments: "PurchaseOfInvestment",
    sales_of_investments: "SaleOfInvestment",
    other_investing: "NetOtherInvestingChanges",
    financing_cash_flow: "FinancingCashFlow",
    dividends_paid: "CashDividendsPaid",
    stock_repurchases: "RepurchaseOfCapitalStock",
    stock_issuance: "IssuanceOfCapitalStock",
    debt_issuance: "IssuanceOfDebt",
    debt_repayment: "RepaymentOfDebt",
    debt_issuance_repayment: "NetIssuancePaymentsOfDebt",
    other_financing: "NetOtherFinancingCharges",
    net_change_in_cash: "ChangesInCash",
    beginning_cash_position: "BeginningCashPosition",
    ending_cash_position: "EndCashPosition",
  },
};

/** A value of a line as Yahoo wrote it. */
export interface RawValue {
  readonly asOfDate: string;
  readonly currencyCode: string;
  readonly reportedValue: { readonly raw: number };
}

/** The values of a line in a recording, by the day on which their period ends. */
export function rawValues(recording: Recording, key: string): ReadonlyMap<string, RawValue> {
  const entry = entriesOf(recording).find(({ meta }) => meta.type[0] === key);
  const values = (entry?.[key] ?? []) as readonly (RawValue | null)[];
  return new Map(values.flatMap((value) => (value === null ? [] : [[value.asOfDate, value] as const])));
}

/** What each column of a statement should hold, by a recording. */
export function linesOf(
  recording: Recording,
  table: string,
  frequency: string,
  periodEnd: string,
): Record<string, number | null> {
  const told = (name: string) =>
    rawValues(recording, `${frequency}${name}`).get(periodEnd)?.reportedValue.raw;
  const columns = Object.entries(YAHOO_LINES[table] ?? {}).map(([column, names]) => {
    const [first, second] = typeof names === "string" ? [names, names] : names;
    return [column, told(first) ?? told(second) ?? null] as const;
  });
  return Object.fromEntries(columns);
}
