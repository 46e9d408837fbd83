import { expect, setDefaultTimeout, test } from "bun:test";
import type { ServedProvider } from "../../support/provider-desk.ts";
import { FundamentalsYear } from "./year.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const COMPANIES = 30;
/** Before the holiday of 2025-07-04, a Friday, and the season of earnings. */
const FIRST = "2025-06-23";
const NIGHTS: Readonly<Record<"yahoo" | "yahooquery", number>> = { yahoo: 20, yahooquery: 12 };
/** In a universe so small ten symbols a night have their turn, which is all whose week is over. */
const MOST_REQUESTS = 1.45;
const LONGEST_WAIT = { estimates: 20, identity: 35, afterEarnings: 3 } as const;

test.each(["yahoo", "yahooquery"] as const satisfies readonly ServedProvider[])(
  "nights on %s fetch each quarter once, whatever is missed or refused",
  async (provider) => {
    await using year = await FundamentalsYear.begun({ companies: COMPANIES, first: FIRST, provider });
    await year.nights(6);
    year.miss(3);
    await year.nights(4);
    await year.refusedNights(5);
    await year.nights(NIGHTS[provider]);
    expect(year.verdict()).toEqual([]);
    expect(year.searches.requests).toBeGreaterThan(0);
    expect(year.requestsPerNight().all).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(year.gaps("estimates").largest).toBeLessThanOrEqual(LONGEST_WAIT.estimates);
    expect(year.gaps("identity").largest).toBeLessThanOrEqual(LONGEST_WAIT.identity);
    const waits = year.waitsAfterEarnings();
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.filter(({ nights }) => nights > LONGEST_WAIT.afterEarnings)).toEqual([]);
  },
);
