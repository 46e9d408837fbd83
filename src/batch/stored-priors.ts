import type { Sqlite } from "../../db/driver.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Reason } from "../platform/known.ts";
import type { BetaPrior } from "../risk/beta-prior.ts";
import { BETA_WINDOWS, type BetaWindow } from "../risk/conventions.ts";
import { perWindow } from "../risk/window.ts";

/** What a prior says, as betas are drawn to it. */
export type PriorMoments = Pick<BetaPrior, "moments">;

interface PriorRow {
  readonly window: BetaWindow;
  readonly mu: number | null;
  readonly tau2: number | null;
  readonly reason: Reason | null;
}

function momentsOf({ mu, tau2, reason }: PriorRow): PriorMoments {
  if (mu !== null && tau2 !== null) return { moments: { value: { mu, tau2 }, reason: null } };
  return { moments: { value: null, reason: reason ?? "insufficient_cross_section" } };
}

/** The priors that a session's night has made; null for one that it has not. */
export function readPriors(db: Sqlite, session: IsoDate): Readonly<Record<BetaWindow, PriorMoments | null>> {
  const rows = db
    .prepare("SELECT window, mu, tau2, reason FROM beta_prior WHERE session = ?")
    .all(session) as PriorRow[];
  return perWindow(BETA_WINDOWS, (window) => {
    const row = rows.find((each) => each.window === window);
    return row === undefined ? null : momentsOf(row);
  });
}
