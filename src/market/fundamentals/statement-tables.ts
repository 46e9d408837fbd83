import { balanceSheet, cashFlow, incomeStatement } from "../../../db/schema/statement.ts";
import type { StatementKind } from "../../../db/schema/words.ts";

/** The table of each kind of statement. */
export const STATEMENT_TABLES = {
  income_statement: incomeStatement,
  balance_sheet: balanceSheet,
  cash_flow: cashFlow,
} as const satisfies Readonly<Record<StatementKind, object>>;
