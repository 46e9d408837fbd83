// biome-ignore-all lint/suspicious/noConsole: a campaign tells how it went.

import { FundamentalsYear } from "./year.ts";

/*
 * A year of nights of 200 companies on Yahoo, or on the other road to it, as `yahooquery`: `bun run fundamentals-year [seed]
 * [provider]`. Some nights are missed, and for a week nobody gets a crumb. Without a seed one is drawn from the clock; it is
 * printed, and gives the same year again. Exit code 1 if anything is not as it should be.
 */

const COMPANIES = 200;
const FIRST = "2025-05-30";
const NIGHTS = { beforeMissed: 20, beforeRefused: 17, rest: 205 } as const;
const MISSED = 3;
const REFUSED = 5;
/** Requests a known symbol and night. */
const MOST_REQUESTS = 1.2;
/** Sessions that anybody waits for his groups, those that were missed or refused among them, and for estimates after earnings. */
const LONGEST_WAIT = { estimates: 35, identity: 42, afterEarnings: 10 } as const;

const [given, road = "yahoo"] = process.argv.slice(2);
const seed = given === undefined ? Date.now() % 1_000_000 : Number(given);
if (!Number.isInteger(seed)) throw new Error(`"${given}" is not a seed; give a whole number`);
if (road !== "yahoo" && road !== "yahooquery") throw new Error(`"${road}" is no road to Yahoo`);
console.log(`seed ${seed}: a year of ${COMPANIES} companies on ${road}`);

await using year = await FundamentalsYear.begun({ companies: COMPANIES, first: FIRST, seed, provider: road });
await year.nights(NIGHTS.beforeMissed);
year.miss(MISSED);
await year.nights(NIGHTS.beforeRefused);
await year.refusedNights(REFUSED);
await year.nights(NIGHTS.rest);

const requests = year.requestsPerNight();
const [estimates, ratios, identity] = [year.gaps("estimates"), year.gaps("ratios"), year.gaps("identity")];
const waits = year.waitsAfterEarnings().toSorted((a, b) => b.nights - a.nights);
const verdict = year.verdict();
console.log(
  JSON.stringify({
    requests_per_symbol_and_night: requests,
    tries_per_quarter: year.searches.tries(),
    figures_restated: year.told.restated,
    latest_quarter_in_days: year.latest(),
    sessions_between: { estimates, ratios, identity },
    longest_waits_after_earnings: waits.slice(0, 3),
    earnings_days: waits.length,
    verdict,
  }),
);
const isGood =
  verdict.length === 0 &&
  (requests.all ?? 0) <= MOST_REQUESTS &&
  estimates.largest <= LONGEST_WAIT.estimates &&
  identity.largest <= LONGEST_WAIT.identity &&
  (waits[0]?.nights ?? 0) <= LONGEST_WAIT.afterEarnings;
if (!isGood) {
  console.log(`not as it should be; seed ${seed}`);
  process.exit(1);
}
