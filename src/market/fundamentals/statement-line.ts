import type { StatementKind } from "../../../db/schema/words.ts";

/**
 * What each provider calls a line of a statement, best first: Yahoo's key without its frequency, FMP's field, Polygon's
 * field. A later name stands in where the earlier ones are not told.
 */
export interface LineNames {
  readonly yahoo: readonly string[];
  readonly fmp: readonly string[];
  readonly polygon: readonly string[];
}

type Told = string | readonly string[];

const listed = (names: Told): readonly string[] => (typeof names === "string" ? [names] : names);
const line = (yahoo: Told, fmp: Told, polygon: Told = []): LineNames => ({
  yahoo: listed(yahoo),
  fmp: listed(fmp),
  polygon: listed(polygon),
});

const INCOME = {
  totalRevenue: line(["TotalRevenue", "OperatingRevenue"], "revenue", "revenues"),
  costOfRevenue: line(["CostOfRevenue", "ReconciledCostOfRevenue"], "costOfRevenue", "cost_of_revenue"),
  grossProfit: line("GrossProfit", "grossProfit", "gross_profit"),
  researchAndDevelopment: line(
    "ResearchAndDevelopment",
    "researchAndDevelopmentExpenses",
    "research_and_development",
  ),
  sellingGeneralAndAdministrative: line(
    "SellingGeneralAndAdministration",
    "sellingGeneralAndAdministrativeExpenses",
    "selling_general_and_administrative_expenses",
  ),
  operatingExpenses: line("OperatingExpense", "operatingExpenses", "operating_expenses"),
  operatingIncome: line("OperatingIncome", "operatingIncome", "operating_income_loss"),
  interestExpense: line(
    ["InterestExpense", "InterestExpenseNonOperating"],
    "interestExpense",
    "interest_expense_operating",
  ),
  otherIncome: line("OtherIncomeExpense", "totalOtherIncomeExpensesNet"),
  pretaxIncome: line("PretaxIncome", "incomeBeforeTax", "income_loss_from_continuing_operations_before_tax"),
  taxProvision: line("TaxProvision", "incomeTaxExpense", "income_tax_expense_benefit"),
  netIncome: line("NetIncome", "netIncome", "net_income_loss_attributable_to_parent"),
  ebit: line("EBIT", "ebit"),
  ebitda: line("EBITDA", "ebitda"),
  depreciationAndAmortization: line(
    "ReconciledDepreciation",
    "depreciationAndAmortization",
    "depreciation_and_amortization",
  ),
  basicEps: line("BasicEPS", "eps", "basic_earnings_per_share"),
  dilutedEps: line("DilutedEPS", ["epsDiluted", "epsdiluted"], "diluted_earnings_per_share"),
  basicAverageShares: line("BasicAverageShares", "weightedAverageShsOut", "basic_average_shares"),
  dilutedAverageShares: line("DilutedAverageShares", "weightedAverageShsOutDil", "diluted_average_shares"),
} as const;

const BALANCE = {
  totalAssets: line("TotalAssets", "totalAssets", "assets"),
  currentAssets: line("CurrentAssets", "totalCurrentAssets", "current_assets"),
  cashAndCashEquivalents: line("CashAndCashEquivalents", "cashAndCashEquivalents", "cash"),
  shortTermInvestments: line("OtherShortTermInvestments", "shortTermInvestments"),
  cashAndShortTermInvestments: line(
    "CashCashEquivalentsAndShortTermInvestments",
    "cashAndShortTermInvestments",
  ),
  accountsReceivable: line("AccountsReceivable", "accountsReceivables", "accounts_receivable"),
  inventory: line("Inventory", "inventory", "inventory"),
  otherCurrentAssets: line("OtherCurrentAssets", "otherCurrentAssets", "other_current_assets"),
  propertyPlantEquipment: line("NetPPE", "propertyPlantEquipmentNet", "fixed_assets"),
  goodwill: line("Goodwill", "goodwill"),
  otherIntangibleAssets: line("OtherIntangibleAssets", "intangibleAssets"),
  intangibleAssets: line(
    "GoodwillAndOtherIntangibleAssets",
    "goodwillAndIntangibleAssets",
    "intangible_assets",
  ),
  longTermInvestments: line("InvestmentsAndAdvances", "longTermInvestments", "long_term_investments"),
  otherNonCurrentAssets: line("OtherNonCurrentAssets", "otherNonCurrentAssets"),
  totalLiabilities: line("TotalLiabilitiesNetMinorityInterest", "totalLiabilities", "liabilities"),
  currentLiabilities: line("CurrentLiabilities", "totalCurrentLiabilities", "current_liabilities"),
  accountsPayable: line("AccountsPayable", "accountPayables", "accounts_payable"),
  accruedLiabilities: line("CurrentAccruedExpenses", "accruedExpenses"),
  deferredRevenue: line("CurrentDeferredRevenue", "deferredRevenue"),
  deferredTaxLiabilities: line("NonCurrentDeferredTaxesLiabilities", "deferredTaxLiabilitiesNonCurrent"),
  shortTermDebt: line("CurrentDebt", "shortTermDebt"),
  longTermDebt: line("LongTermDebt", "longTermDebt", "long_term_debt"),
  totalDebt: line("TotalDebt", "totalDebt"),
  minorityInterest: line(
    "MinorityInterest",
    "minorityInterest",
    "equity_attributable_to_noncontrolling_interest",
  ),
  preferredStock: line(["PreferredStock", "PreferredStockEquity"], "preferredStock"),
  totalStockholdersEquity: line(
    "StockholdersEquity",
    "totalStockholdersEquity",
    "equity_attributable_to_parent",
  ),
  retainedEarnings: line("RetainedEarnings", "retainedEarnings"),
  commonStock: line("CommonStock", "commonStock"),
  treasuryStock: line("TreasuryStock", "treasuryStock"),
  accumulatedOtherComprehensiveIncome: line(
    "GainsLossesNotAffectingRetainedEarnings",
    "accumulatedOtherComprehensiveIncomeLoss",
  ),
  ordinaryShares: line("OrdinarySharesNumber", []),
} as const;

const CASH = {
  operatingCashFlow: line(
    "OperatingCashFlow",
    ["operatingCashFlow", "netCashProvidedByOperatingActivities"],
    "net_cash_flow_from_operating_activities",
  ),
  depreciationAndAmortization: line(
    ["DepreciationAndAmortization", "DepreciationAmortizationDepletion"],
    "depreciationAndAmortization",
  ),
  stockBasedCompensation: line("StockBasedCompensation", "stockBasedCompensation"),
  deferredIncomeTax: line(["DeferredIncomeTax", "DeferredTax"], "deferredIncomeTax"),
  changeInWorkingCapital: line("ChangeInWorkingCapital", "changeInWorkingCapital"),
  otherNonCashItems: line("OtherNonCashItems", "otherNonCashItems"),
  investingCashFlow: line(
    "InvestingCashFlow",
    "netCashProvidedByInvestingActivities",
    "net_cash_flow_from_investing_activities",
  ),
  capitalExpenditures: line("CapitalExpenditure", "capitalExpenditure"),
  acquisitions: line("NetBusinessPurchaseAndSale", "acquisitionsNet"),
  purchasesOfInvestments: line("PurchaseOfInvestment", "purchasesOfInvestments"),
  salesOfInvestments: line("SaleOfInvestment", "salesMaturitiesOfInvestments"),
  otherInvesting: line("NetOtherInvestingChanges", "otherInvestingActivities"),
  financingCashFlow: line(
    "FinancingCashFlow",
    "netCashProvidedByFinancingActivities",
    "net_cash_flow_from_financing_activities",
  ),
  dividendsPaid: line("CashDividendsPaid", ["netDividendsPaid", "dividendsPaid"]),
  stockRepurchases: line("RepurchaseOfCapitalStock", "commonStockRepurchased"),
  stockIssuance: line("IssuanceOfCapitalStock", "commonStockIssuance"),
  debtIssuance: line("IssuanceOfDebt", []),
  debtRepayment: line("RepaymentOfDebt", []),
  debtIssuanceRepayment: line("NetIssuancePaymentsOfDebt", "netDebtIssuance"),
  otherFinancing: line("NetOtherFinancingCharges", "otherFinancingActivities"),
  netChangeInCash: line("ChangesInCash", "netChangeInCash", "net_cash_flow"),
  beginningCashPosition: line("BeginningCashPosition", "cashAtBeginningOfPeriod"),
  endingCashPosition: line("EndCashPosition", "cashAtEndOfPeriod"),
} as const;

/** The lines of each statement by column of its table. What is computed from them (margins, free cash flow) is no line. */
export const STATEMENT_LINES: Readonly<Record<StatementKind, Readonly<Record<string, LineNames>>>> = {
  income_statement: INCOME,
  balance_sheet: BALANCE,
  cash_flow: CASH,
};

/**
 * The figures of a statement, by column, from a provider's names of its lines.
 * @param tell What the provider says under a name; null if nothing. A zero is a figure.
 */
export function figuresOf(
  kind: StatementKind,
  provider: keyof LineNames,
  tell: (name: string) => number | null,
): Readonly<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [column, names] of Object.entries(STATEMENT_LINES[kind])) {
    for (const name of names[provider]) {
      const value = tell(name);
      if (value === null) continue;
      figures[column] = value;
      break;
    }
  }
  return figures;
}
