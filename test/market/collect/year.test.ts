import { expect, setDefaultTimeout, test } from "bun:test";
import { gapsOf, Year } from "./year.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const NIGHTS = 40;
const ORDINARY_NIGHTS = 3;

test.each([1, 2])(
  "forty nights in which every fifth call goes wrong end without a gap: seed %d",
  async (seed) => {
    await using year = await Year.begun(seed);
    const statuses = new Map<string, number>();
    await year.nights(NIGHTS, ({ status }) => statuses.set(status, (statuses.get(status) ?? 0) + 1));
    expect(statuses.get("failed")).toBeUndefined();
    year.mend();
    for (let night = 0; night < ORDINARY_NIGHTS; night++) await year.collecting.night();
    expect(year.collecting.untrue()).toEqual([]);
    expect(gapsOf(year)).toEqual([]);
    year.collecting.providers.forget();
    const again = await year.collecting.again();
    expect([again.upToDate, year.collecting.providers.requests]).toEqual([true, 0]);
  },
);
