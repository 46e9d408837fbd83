import { sql } from "drizzle-orm";
import { check, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { symbol } from "./market.ts";
import { FREQUENCIES, NETWORK_PROVIDERS, STATEMENT_KINDS } from "./words.ts";

/**
 * Of which period a statement is. Amounts are in whole units of `currency` as they were told: nothing is rounded, and what
 * was told as zero is zero. `first_seen_on` is the day on which it was first known here.
 */
const head = () => ({
  symbolId: integer("symbol_id")
    .notNull()
    .references(() => symbol.id),
  frequency: text("frequency", { enum: FREQUENCIES }).notNull(),
  periodEnd: text("period_end").notNull(),
  currency: text("currency"),
  fiscalYear: integer("fiscal_year"),
  fiscalQuarter: integer("fiscal_quarter"),
  filingDate: text("filing_date"),
  source: text("source", { enum: NETWORK_PROVIDERS }).notNull(),
  firstSeenOn: text("first_seen_on").notNull(),
  changedOn: text("changed_on").notNull(),
});

export const incomeStatement = sqliteTable(
  "income_statement",
  {
    ...head(),
    totalRevenue: real("total_revenue"),
    costOfRevenue: real("cost_of_revenue"),
    grossProfit: real("gross_profit"),
    researchAndDevelopment: real("research_and_development"),
    sellingGeneralAndAdministrative: real("selling_general_and_administrative"),
    operatingExpenses: real("operating_expenses"),
    operatingIncome: real("operating_income"),
    interestExpense: real("interest_expense"),
    otherIncome: real("other_income"),
    pretaxIncome: real("pretax_income"),
    taxProvision: real("tax_provision"),
    netIncome: real("net_income"),
    ebit: real("ebit"),
    ebitda: real("ebitda"),
    depreciationAndAmortization: real("depreciation_and_amortization"),
    basicEps: real("basic_eps"),
    dilutedEps: real("diluted_eps"),
    basicAverageShares: real("basic_average_shares"),
    dilutedAverageShares: real("diluted_average_shares"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.frequency, t.periodEnd] }),
    wordCheck("income_statement_frequency", t.frequency, FREQUENCIES),
    isoDayCheck("income_statement_period_end", t.periodEnd),
    isoDayCheck("income_statement_filing_date", t.filingDate),
    isoDayCheck("income_statement_first_seen_on", t.firstSeenOn),
    isoDayCheck("income_statement_changed_on", t.changedOn),
    wordCheck("income_statement_source", t.source, NETWORK_PROVIDERS),
    check("income_statement_quarter", sql`${t.fiscalQuarter} BETWEEN 1 AND 4`),
  ],
);

export const balanceSheet = sqliteTable(
  "balance_sheet",
  {
    ...head(),
    totalAssets: real("total_assets"),
    currentAssets: real("current_assets"),
    cashAndCashEquivalents: real("cash_and_cash_equivalents"),
    shortTermInvestments: real("short_term_investments"),
    cashAndShortTermInvestments: real("cash_and_short_term_investments"),
    accountsReceivable: real("accounts_receivable"),
    inventory: real("inventory"),
    otherCurrentAssets: real("other_current_assets"),
    propertyPlantEquipment: real("property_plant_equipment"),
    goodwill: real("goodwill"),
    otherIntangibleAssets: real("other_intangible_assets"),
    intangibleAssets: real("intangible_assets"),
    longTermInvestments: real("long_term_investments"),
    otherNonCurrentAssets: real("other_non_current_assets"),
    totalLiabilities: real("total_liabilities"),
    currentLiabilities: real("current_liabilities"),
    accountsPayable: real("accounts_payable"),
    accruedLiabilities: real("accrued_liabilities"),
    deferredRevenue: real("deferred_revenue"),
    deferredTaxLiabilities: real("deferred_tax_liabilities"),
    shortTermDebt: real("short_term_debt"),
    longTermDebt: real("long_term_debt"),
    totalDebt: real("total_debt"),
    minorityInterest: real("minority_interest"),
    preferredStock: real("preferred_stock"),
    totalStockholdersEquity: real("total_stockholders_equity"),
    retainedEarnings: real("retained_earnings"),
    commonStock: real("common_stock"),
    treasuryStock: real("treasury_stock"),
    accumulatedOtherComprehensiveIncome: real("accumulated_other_comprehensive_income"),
    ordinaryShares: real("ordinary_shares"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.frequency, t.periodEnd] }),
    check("balance_sheet_frequency", sql`${t.frequency} IN ('annual', 'quarterly')`),
    isoDayCheck("balance_sheet_period_end", t.periodEnd),
    isoDayCheck("balance_sheet_filing_date", t.filingDate),
    isoDayCheck("balance_sheet_first_seen_on", t.firstSeenOn),
    isoDayCheck("balance_sheet_changed_on", t.changedOn),
    wordCheck("balance_sheet_source", t.source, NETWORK_PROVIDERS),
    check("balance_sheet_quarter", sql`${t.fiscalQuarter} BETWEEN 1 AND 4`),
  ],
);

export const cashFlow = sqliteTable(
  "cash_flow",
  {
    ...head(),
    operatingCashFlow: real("operating_cash_flow"),
    depreciationAndAmortization: real("depreciation_and_amortization"),
    stockBasedCompensation: real("stock_based_compensation"),
    deferredIncomeTax: real("deferred_income_tax"),
    changeInWorkingCapital: real("change_in_working_capital"),
    otherNonCashItems: real("other_non_cash_items"),
    investingCashFlow: real("investing_cash_flow"),
    capitalExpenditures: real("capital_expenditures"),
    acquisitions: real("acquisitions"),
    purchasesOfInvestments: real("purchases_of_investments"),
    salesOfInvestments: real("sales_of_investments"),
    otherInvesting: real("other_investing"),
    financingCashFlow: real("financing_cash_flow"),
    dividendsPaid: real("dividends_paid"),
    stockRepurchases: real("stock_repurchases"),
    stockIssuance: real("stock_issuance"),
    debtIssuance: real("debt_issuance"),
    debtRepayment: real("debt_repayment"),
    debtIssuanceRepayment: real("debt_issuance_repayment"),
    otherFinancing: real("other_financing"),
    netChangeInCash: real("net_change_in_cash"),
    beginningCashPosition: real("beginning_cash_position"),
    endingCashPosition: real("ending_cash_position"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.frequency, t.periodEnd] }),
    wordCheck("cash_flow_frequency", t.frequency, FREQUENCIES),
    isoDayCheck("cash_flow_period_end", t.periodEnd),
    isoDayCheck("cash_flow_filing_date", t.filingDate),
    isoDayCheck("cash_flow_first_seen_on", t.firstSeenOn),
    isoDayCheck("cash_flow_changed_on", t.changedOn),
    wordCheck("cash_flow_source", t.source, NETWORK_PROVIDERS),
    check("cash_flow_quarter", sql`${t.fiscalQuarter} BETWEEN 1 AND 4`),
  ],
);

/** What a statement said before a restatement, or before another provider's word: the replaced columns as JSON. */
export const statementRevision = sqliteTable(
  "statement_revision",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    kind: text("kind", { enum: STATEMENT_KINDS }).notNull(),
    frequency: text("frequency", { enum: FREQUENCIES }).notNull(),
    periodEnd: text("period_end").notNull(),
    seq: integer("seq").notNull(),
    oldSource: text("old_source", { enum: NETWORK_PROVIDERS }).notNull(),
    oldFigures: text("old_figures").notNull(),
    replacedOn: text("replaced_on").notNull(),
    runId: text("run_id"),
    replacedAt: text("replaced_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.kind, t.frequency, t.periodEnd, t.seq] }),
    wordCheck("statement_revision_kind", t.kind, STATEMENT_KINDS),
    wordCheck("statement_revision_frequency", t.frequency, FREQUENCIES),
    isoDayCheck("statement_revision_period_end", t.periodEnd),
    isoDayCheck("statement_revision_replaced_on", t.replacedOn),
    wordCheck("statement_revision_old_source", t.oldSource, NETWORK_PROVIDERS),
    check("statement_revision_figures", sql`json_valid(${t.oldFigures})`),
  ],
);

/**
 * Where the search for a company's statements stands: the earnings day that it waits for the period of, the newest period
 * that was stored when the wait began, and how often it was looked for since.
 */
export const statementSearch = sqliteTable(
  "statement_search",
  {
    symbolId: integer("symbol_id")
      .primaryKey()
      .references(() => symbol.id),
    earningsDay: text("earnings_day").notNull(),
    newestBefore: text("newest_before"),
    tries: integer("tries").notNull(),
    isFound: integer("is_found").notNull(),
  },
  (t) => [
    isoDayCheck("statement_search_earnings_day", t.earningsDay),
    isoDayCheck("statement_search_newest_before", t.newestBefore),
    check("statement_search_tries", sql`${t.tries} >= 0`),
    check("statement_search_is_found", sql`${t.isFound} IN (0, 1)`),
  ],
);
