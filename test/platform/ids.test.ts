import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { TechnicalClock } from "../../src/platform/clock.ts";
import { technicalClock } from "../../src/platform/clock.ts";
import { idSource } from "../../src/platform/ids.ts";
import { type Random, systemRandom } from "../../src/platform/random.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const LAST_INSTANT = 2 ** 48 - 1;

const clockAt = (instant: number): TechnicalClock => ({ now: () => instant, elapsed: () => 0 });
const bytesOf = (bytes: Uint8Array): Random => ({ next: () => 0, bytes: () => bytes.slice() });

const chance = fc.uint8Array({ minLength: 16, maxLength: 16 });
const instant = fc.integer({ min: 0, max: LAST_INSTANT });

describe("ids", () => {
  test("have the form of a UUIDv7 that holds its instant", () => {
    fc.assert(
      fc.property(instant, chance, (now, bytes) => {
        const id = idSource(clockAt(now), bytesOf(bytes))();
        expect(id).toMatch(UUID_V7);
        expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
      }),
    );
  });

  test("sort by the time of their making", () => {
    fc.assert(
      fc.property(instant, instant, chance, chance, (a, b, some, other) => {
        fc.pre(a !== b);
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(idSource(clockAt(early), bytesOf(some))() < idSource(clockAt(late), bytesOf(other))()).toBe(
          true,
        );
      }),
    );
  });

  test("are the same from the same clock and chance, and differ when the chance does", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, at) => at * 7);
    const source = () => idSource(clockAt(1_780_092_000_000), bytesOf(bytes));
    expect(source()()).toBe(source()());
    const other = idSource(clockAt(1_780_092_000_000), bytesOf(bytes.map((byte) => byte ^ 0xff)));
    expect(other()).not.toBe(source()());
  });

  test("of the system do not repeat within one millisecond", () => {
    const source = idSource(clockAt(technicalClock.now()), systemRandom);
    const ids = Array.from({ length: 10_000 }, source);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the system's chance", () => {
  test("is in [0, 1) and not constant", () => {
    const drawn = Array.from({ length: 1_000 }, () => systemRandom.next());
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(900);
  });

  test("gives as many bytes as asked for", () => {
    expect(systemRandom.bytes(0).length).toBe(0);
    expect(systemRandom.bytes(33).length).toBe(33);
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
  });
});
