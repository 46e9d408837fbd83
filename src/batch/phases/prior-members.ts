import type { Sqlite } from "../../../db/driver.ts";
import { splitWords } from "../../../db/words.ts";
import type { PriorDate } from "../../compute/estimate-priors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { BETA_WINDOWS } from "../../risk/conventions.ts";
import { perWindow } from "../../risk/window.ts";

/**
 * The members of a session's priors as its first batch fixed them; null before it, and where they were too few for a prior.
 * A corrected price reopens the numbers of a prior, never the list of those it is made from, so that a new symbol makes
 * nothing stale.
 */
export function fixedMembers(db: Sqlite, session: IsoDate): PriorDate["members"] {
  const find = db
    .prepare("SELECT members FROM beta_prior WHERE session = ? AND window = ? AND reason IS NULL")
    .pluck();
  return perWindow(BETA_WINDOWS, (window) => {
    const members = find.get(session, window) as string | undefined;
    return members === undefined ? null : splitWords(members);
  });
}
