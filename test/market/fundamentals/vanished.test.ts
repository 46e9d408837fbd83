import { expect, test } from "bun:test";
import { BAD, FaultsDesk, GOOD, HELD } from "./faults-desk.ts";

const IDENTITY = "identity";

test("a profile of which there is nothing any more stands, and is looked for on three nights before that is believed", async () => {
  await using desk = await FaultsDesk.after();
  const was = desk.told([IDENTITY]);
  desk.fail("yahoo", ["quote_summary"], { kind: "not_found" });
  const report = await desk.night(BAD);
  expect(report.status).toBe("completed");
  expect(desk.told([IDENTITY])).toBe(was);
  expect(desk.warned(report)).toEqual([expect.stringContaining("had nothing of what they told before")]);
  const ofHeld = () => desk.searched(IDENTITY).slice(0, HELD.length);
  const gone = (failures: number) =>
    HELD.map((symbol) => ({ symbol, night: GOOD, missing: "not_found", failures }));
  expect(ofHeld()).toMatchObject(gone(1));
  await desk.night();
  expect(ofHeld()).toMatchObject(gone(2));
  await desk.night();
  expect(ofHeld()).toMatchObject(gone(3));
  const last = await desk.night();
  expect(ofHeld()).toMatchObject(
    HELD.map((symbol) => ({ symbol, night: desk.session, missing: "not_found", failures: 0 })),
  );
  expect(last.status).toBe("completed");
  expect(desk.told([IDENTITY])).toBe(was);
});

test("sector weights that are not told any more stand too, and come again with the next answer", async () => {
  await using desk = await FaultsDesk.after();
  const was = desk.told(["sector_weights"]);
  desk.fail("yahoo", ["quote_summary"], { kind: "not_found" });
  await desk.night(BAD);
  desk.mend();
  await desk.night();
  const states = desk.searched("sector_weights").filter(({ symbol }) => was.includes(`"${symbol}"`));
  expect(states.length).toBeGreaterThan(0);
  for (const { missing, failures } of states) expect([missing, failures]).toEqual([null, 0]);
  expect(desk.told(["sector_weights"]).length).toBeGreaterThanOrEqual(was.length);
});
