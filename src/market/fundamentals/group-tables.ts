import type { Sqlite } from "../../../db/driver.ts";
import { analystTarget } from "../../../db/schema/analyst.ts";
import { companyRatio, profile, valuation, vendorBeta } from "../../../db/schema/profile.ts";
import { ToldRows } from "./told-rows.ts";

/** A quote's figure stands for the sessions of a week that it may be left out, and is unknown then. */
const QUOTE_DAYS = 10;
/** What is told with every quarter's results is that of a quarter. */
const QUARTER_DAYS = 100;

/** The tables of the groups that have one row a symbol and day. Who somebody is stands until somebody says otherwise. */
export function groupTables(db: Sqlite) {
  return {
    identity: new ToldRows(db, profile, null),
    valuation: new ToldRows(db, valuation, QUOTE_DAYS),
    beta: new ToldRows(db, vendorBeta, QUARTER_DAYS),
    ratios: new ToldRows(db, companyRatio, QUARTER_DAYS),
    targets: new ToldRows(db, analystTarget, QUARTER_DAYS),
  } as const;
}

export type GroupTables = ReturnType<typeof groupTables>;
