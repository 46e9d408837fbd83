import type { Sqlite } from "../../db/driver.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Lot, Portfolio } from "../portfolio/portfolio.ts";
import { findLot } from "../portfolio/portfolio-source.ts";

const NUMBER = /^\d{1,9}$/;
const SHOWN = 80;
const BY_NUMBER = "SELECT public_id FROM lot WHERE portfolio_id = ? AND lot_no = ?";

/**
 * A position of a portfolio by its number or its id.
 * @throws NightdeskError `not_found`.
 */
export function requirePosition(db: Sqlite, { id, name }: Portfolio, given: string): Lot {
  const key = given.trim();
  const publicId = NUMBER.test(key) ? db.prepare(BY_NUMBER).pluck().get(id, Number(key)) : key;
  const lot = typeof publicId === "string" ? findLot(db, id, publicId) : null;
  if (lot !== null) return lot;
  throw new NightdeskError(
    "not_found",
    `${name} has no position "${key.slice(0, SHOWN)}"; "nightdesk portfolio show" lists them by number and id.`,
  );
}
