import type { Sqlite } from "../../db/driver.ts";
import { DIVIDEND_MODES, type DividendMode } from "../../db/schema/words.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { fromEpochDay, type IsoDate } from "../platform/iso-date.ts";
import type { Ports } from "../platform/ports.ts";
import type { Recorder } from "../portfolio/book-writer.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { findPortfolio } from "../portfolio/portfolio-source.ts";

const SHOWN = 80;

/** An option's text; null if it was not given. */
export const text = (option: unknown): string | null => (typeof option === "string" ? option : null);

/** The day it is in New York by the business clock. */
export function todayOf({ business }: Ports): IsoDate {
  return fromEpochDay(newYorkDayAt(business.now()));
}

/** What is recorded from the command line now. */
export function recorderOf({ technical, newId }: Ports, source: string): Recorder {
  return { source, actor: "command", at: formatInstant(technical.now()), newId };
}

/**
 * A portfolio by its name or id.
 * @throws NightdeskError `not_found`.
 */
export function requirePortfolio(db: Sqlite, nameOrId: string): Portfolio {
  const found = findPortfolio(db, nameOrId);
  if (found !== null) return found;
  throw new NightdeskError(
    "not_found",
    `There is no portfolio "${nameOrId.slice(0, SHOWN)}"; "nightdesk portfolio list" shows those there are.`,
  );
}

/**
 * How dividends are told, as an option has it.
 * @throws NightdeskError `usage`.
 */
export function dividendModeOf(option: unknown): DividendMode | null {
  const given = text(option);
  if (given === null) return null;
  const mode = DIVIDEND_MODES.find((each) => each === given);
  if (mode !== undefined) return mode;
  throw new NightdeskError("usage", `--dividends is "${given.slice(0, SHOWN)}"; give derived or recorded.`);
}

/** An owner as an option has it: nothing but blanks is nobody. */
export function ownerOf(option: unknown): string | null {
  return text(option)?.trim() || null;
}
