import { COLUMNS } from "../portfolio/import/columns.ts";

/** Each kind of lot once: long, short, sold since, options by their columns and by their OCC symbol, private. */
const EXAMPLES: readonly string[] = [
  "AAPL,100,195.27,2025-06-02,PUBLIC,STOCK,,,,,,",
  "BRK-B,12.5,491.1234,2025-06-02,PUBLIC,STOCK,,,,,,",
  "SPY,40,592.71,2025-06-02,PUBLIC,ETF,,,,,2025-09-15,660.91",
  "TSLA,-25,342.69,2025-06-02,PUBLIC,STOCK,,,,,,",
  ",2,14.35,2025-06-02,OPTIONS,PUT,MSFT,450,2026-12-18,PUT,,",
  "NVDA261218C00200000,-3,9.8,2025-06-02,OPTIONS,CALL,,,,,,",
  "LAKE_HOUSE,1,850000,2025-06-02,PRIVATE,REAL_ESTATE,,,,,,",
];

/**
 * A file of positions to begin with. A short lot has a quantity below 0, of shares as of a call that was written; an option
 * is told by its columns, or by its OCC symbol alone.
 */
export const CSV_TEMPLATE = `${[COLUMNS.join(","), ...EXAMPLES].join("\r\n")}\r\n`;
