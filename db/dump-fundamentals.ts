import type { DumpSource } from "./dump-source.ts";

/** What is known of symbols, whose rows lie by symbol. */
const ofSymbol = (table: string, columns: string, order: string): DumpSource => ({
  per: "symbol",
  sql: `SELECT s.symbol, ${columns} FROM ${table} t JOIN symbol s ON s.id = t.symbol_id WHERE t.symbol_id = ? ORDER BY ${order}`,
});

const ofStatements = (table: string, lines: string): DumpSource =>
  ofSymbol(
    table,
    `t.frequency, t.period_end, t.currency, t.fiscal_year, t.fiscal_quarter, t.filing_date, t.source, t.first_seen_on,
      t.changed_on, ${lines}`,
    "t.frequency, t.period_end",
  );

/** The tables of companies and funds in a canonical dump: what providers told of them, and what was made of it. */
export const FUNDAMENTAL_SOURCES = {
  profile: ofSymbol(
    "profile",
    `t.as_of, t.source, t.name, t.sector, t.industry, t.country, t.exchange, t.website, t.description, t.ceo,
      t.employees, t.is_etf, t.is_fund, t.fiscal_year_end`,
    "t.as_of",
  ),
  valuation: ofSymbol(
    "valuation",
    `t.as_of, t.source, t.currency, t.price, t.market_cap, t.shares_outstanding, t.trailing_pe, t.forward_pe,
      t.price_to_book, t.book_value, t.eps_trailing, t.eps_forward, t.dividend_rate, t.dividend_yield, t.week_52_high,
      t.week_52_low, t.average_volume`,
    "t.as_of",
  ),
  vendor_beta: ofSymbol("vendor_beta", "t.as_of, t.source, t.beta, t.definition", "t.as_of"),
  company_ratio: ofSymbol(
    "company_ratio",
    `t.as_of, t.source, t.currency, t.gross_margin, t.operating_margin, t.ebitda_margin, t.profit_margin,
      t.return_on_assets, t.return_on_equity, t.revenue_growth, t.earnings_growth, t.earnings_quarterly_growth,
      t.total_revenue`,
    "t.as_of",
  ),
  analyst_target: ofSymbol(
    "analyst_target",
    `t.as_of, t.source, t.target_mean, t.target_median, t.target_high, t.target_low, t.opinions, t.recommendation_mean,
      t.recommendation_key`,
    "t.as_of",
  ),
  analyst_estimate: ofSymbol(
    "analyst_estimate",
    `t.as_of, t.source, t.horizon, t.end_date, t.eps_currency, t.eps_average, t.eps_low, t.eps_high, t.eps_year_ago,
      t.eps_growth, t.eps_analysts, t.revenue_currency, t.revenue_average, t.revenue_low, t.revenue_high,
      t.revenue_year_ago, t.revenue_growth, t.revenue_analysts`,
    "t.as_of, t.horizon",
  ),
  earnings_date: ofSymbol(
    "earnings_date",
    `t.as_of, t.source, t.last_date, t.next_from, t.next_through, t.is_expected, t.eps_average, t.eps_low, t.eps_high,
      t.revenue_average, t.revenue_low, t.revenue_high`,
    "t.as_of",
  ),
  sector_weight: ofSymbol("sector_weight", "t.as_of, t.source, t.sector, t.weight", "t.as_of, t.sector"),
  income_statement: ofStatements(
    "income_statement",
    `t.total_revenue, t.cost_of_revenue, t.gross_profit, t.research_and_development,
      t.selling_general_and_administrative, t.operating_expenses, t.operating_income, t.interest_expense,
      t.other_income, t.pretax_income, t.tax_provision, t.net_income, t.ebit, t.ebitda, t.depreciation_and_amortization,
      t.basic_eps, t.diluted_eps, t.basic_average_shares, t.diluted_average_shares`,
  ),
  balance_sheet: ofStatements(
    "balance_sheet",
    `t.total_assets, t.current_assets, t.cash_and_cash_equivalents, t.short_term_investments,
      t.cash_and_short_term_investments, t.accounts_receivable, t.inventory, t.other_current_assets,
      t.property_plant_equipment, t.goodwill, t.other_intangible_assets, t.intangible_assets, t.long_term_investments,
      t.other_non_current_assets, t.total_liabilities, t.current_liabilities, t.accounts_payable, t.accrued_liabilities,
      t.deferred_revenue, t.deferred_tax_liabilities, t.short_term_debt, t.long_term_debt, t.total_debt,
      t.minority_interest, t.preferred_stock, t.total_stockholders_equity, t.retained_earnings, t.common_stock,
      t.treasury_stock, t.accumulated_other_comprehensive_income, t.ordinary_shares`,
  ),
  cash_flow: ofStatements(
    "cash_flow",
    `t.operating_cash_flow, t.depreciation_and_amortization, t.stock_based_compensation, t.deferred_income_tax,
      t.change_in_working_capital, t.other_non_cash_items, t.investing_cash_flow, t.capital_expenditures,
      t.acquisitions, t.purchases_of_investments, t.sales_of_investments, t.other_investing, t.financing_cash_flow,
      t.dividends_paid, t.stock_repurchases, t.stock_issuance, t.debt_issuance, t.debt_repayment,
      t.debt_issuance_repayment, t.other_financing, t.net_change_in_cash, t.beginning_cash_position,
      t.ending_cash_position`,
  ),
  statement_revision: ofSymbol(
    "statement_revision",
    "t.kind, t.frequency, t.period_end, t.seq, t.old_source, t.old_figures, t.replaced_on",
    "t.kind, t.frequency, t.period_end, t.seq",
  ),
  symbol_metric: ofSymbol(
    "symbol_metric",
    `t.session, t.close, t.close_session, t.return_1d, t.return_mtd, t.return_qtd, t.return_ytd, t.return_1m,
      t.return_3m, t.return_6m, t.return_1y, t.total_return_1d, t.total_return_mtd, t.total_return_qtd,
      t.total_return_ytd, t.total_return_1m, t.total_return_3m, t.total_return_6m, t.total_return_1y, t.week_52_high,
      t.week_52_low, t.from_high, t.average_volume, t.average_dollar_volume, t.currency, t.market_cap,
      t.enterprise_value, t.trailing_pe, t.forward_pe, t.price_to_sales, t.price_to_book, t.ev_to_ebitda,
      t.free_cash_flow_yield, t.dividend_yield, t.statement_currency, t.revenue, t.ebit, t.free_cash_flow, t.reasons,
      t.method, t.inputs`,
    "t.session",
  ),
} as const satisfies Readonly<Record<string, DumpSource>>;
