import { expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { nightOn, portfolioOf, sharesOf, walkCsv } from "./small-night.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const TO = isoDate("2026-05-29");

/** Each session's members of the priors over 90 sessions. */
const membersOf = (base: TemporaryDatabase) =>
  base.rows("SELECT session, members FROM beta_prior WHERE window = 90 ORDER BY session");

/** Enough for a prior: one that has too few members is not fixed. */
const NAMES = ["AAPL", "MSFT", ...Array.from({ length: 30 }, (_, at) => `N${at + 10}`)];

async function desk(): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  await base.importText(walkCsv(1, ["SPY", ...NAMES], "2025-12-01", TO));
  await portfolioOf(base, "One", [sharesOf("AAPL", 10, 100, "2026-05-27")]);
  await nightOn(base, { to: TO });
  return base;
}

const closeOf = (base: TemporaryDatabase, symbol: string, session: string) =>
  base.rows<{ close: number }>(
    "SELECT close FROM price_bar b JOIN symbol s ON s.id = b.symbol_id WHERE s.symbol = ? AND session = ?",
    symbol,
    session,
  )[0]?.close;

test("a symbol that comes later is no member of the priors that have been", async () => {
  using base = await desk();
  const before = membersOf(base);
  expect(before.map(({ members }) => members)).toEqual(Array(3).fill(NAMES.join(" ")));
  await base.importText(walkCsv(2, ["IBM"], "2025-12-01", TO));
  await nightOn(base, { to: TO, force: true });
  expect(membersOf(base)).toEqual(before);
});

// A member whose beta is out of bounds for as long as a bad print stands is struck off the list for good.
test("a bad print that comes and goes leaves the members as they were first fixed", async () => {
  using base = await desk();
  const before = membersOf(base);
  const right = closeOf(base, "MSFT", "2026-05-20");
  for (const close of [60_000, right]) {
    await base.importText(`symbol,date,close\nMSFT,2026-05-20,${close}\n`);
    await nightOn(base, { to: TO });
  }
  expect(membersOf(base)).toEqual(before);
});

test("a prior of too few members is made of whatever comes, until there are enough", async () => {
  using base = new TemporaryDatabase();
  await base.importText(walkCsv(1, ["SPY", "AAPL"], "2025-12-01", TO));
  await portfolioOf(base, "One", [sharesOf("AAPL", 10, 100, "2026-05-27")]);
  await nightOn(base, { to: TO });
  expect(membersOf(base).map(({ members }) => members)).toEqual(Array(3).fill("AAPL"));
  await base.importText(walkCsv(2, NAMES.slice(1), "2025-12-01", TO));
  await nightOn(base, { to: TO });
  expect(membersOf(base).map(({ members }) => members)).toEqual(Array(3).fill(NAMES.join(" ")));
});
