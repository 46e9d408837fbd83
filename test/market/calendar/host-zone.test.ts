import { expect, test } from "bun:test";
import { join } from "node:path";

const MODULE = join(import.meta.dir, "../../../src/market/calendar/calendar.ts");

/** Prints the host's offset and a digest of every session, every close and the newest session at every hour of 2025. */
const SCRIPT = `
  const { calendarOf } = await import(${JSON.stringify(MODULE)});
  const hash = new Bun.CryptoHasher("sha256");
  for (const id of ["XNYS", "weekdays", "everyday", "foreign"]) {
    const calendar = calendarOf(id);
    for (const session of calendar.sessionsBetween("1990-01-01", "2100-12-31")) {
      hash.update(session + " " + calendar.closeOf(session) + "\\n");
    }
    for (let hour = 0; hour < 8760; hour++) {
      hash.update(calendar.lastCompletedSession(Date.UTC(2025, 0, 1, hour)) + "\\n");
    }
  }
  process.stdout.write(new Date(0).getTimezoneOffset() + " " + hash.digest("hex"));
`;

function digestIn(zone: string): { offset: string; digest: string } {
  const child = Bun.spawnSync([process.execPath, "-e", SCRIPT], { env: { TZ: zone } });
  const [offset = "", digest = ""] = child.stdout.toString().split(" ");
  expect(child.stderr.toString()).toBe("");
  return { offset, digest };
}

test("no answer depends on the host's time zone", () => {
  const tokyo = digestIn("Asia/Tokyo");
  const newYork = digestIn("America/New_York");
  expect(tokyo.offset).toBe("-540");
  expect(newYork.offset).toBe("300");
  expect(tokyo.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(tokyo.digest).toBe(newYork.digest);
});
