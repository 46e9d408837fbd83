import { gapsOf, Year } from "./year.ts";

/*
 * A year of nights in which every fifth call to a provider fails: `bun run year [seed]`. Without a seed one is drawn from the
 * clock; it is printed, and gives the same year again. Exit code 1 if anything is lost, made up or left open.
 */

const NIGHTS = 250;
const ORDINARY_NIGHTS = 3;

const given = process.argv[2];
const seed = given === undefined ? Date.now() % 1_000_000 : Number(given);
if (!Number.isInteger(seed)) throw new Error(`"${given}" is not a seed; give a whole number`);
console.log(
  `seed ${seed}: ${NIGHTS} nights, faults in every fifth call, distorted data on every fifth night`,
);

await using year = await Year.begun(seed, true);
const statuses: Record<string, number> = {};
const outcomes: Record<string, number> = {};
let [requests, retries] = [0, 0];
await year.nights(NIGHTS, ({ status, providers }) => {
  statuses[status] = (statuses[status] ?? 0) + 1;
  for (const count of providers) {
    requests += count.requests;
    retries += count.retries;
    for (const [kind, times] of Object.entries(count.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + times;
  }
});
const gapsUnderFaults = gapsOf(year);
year.mend();
for (let night = 0; night < ORDINARY_NIGHTS; night++) await year.collecting.night();
const [untrue, gaps] = [year.collecting.untrue(), gapsOf(year)];
year.collecting.providers.forget();
const again = await year.collecting.again();
const asked = year.collecting.providers.requests;
const quarantine = Map.groupBy(year.collecting.quarantine(), ({ reason, status }) => `${reason} ${status}`);
console.log(
  JSON.stringify({
    statuses,
    requests,
    retries,
    outcomes,
    quarantine: Object.fromEntries([...quarantine].map(([kind, rows]) => [kind, rows.length])),
    gaps_after_the_last_faulty_night: gapsUnderFaults.length,
    bars: year.collecting.stored().length,
    untrue,
    gaps,
    plan_empty: again.upToDate && asked === 0,
  }),
);
if (untrue.length > 0 || gaps.length > 0 || !again.upToDate || asked > 0) {
  console.log(`not as it should be; seed ${seed}`);
  process.exit(1);
}
