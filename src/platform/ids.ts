import { v7 } from "uuid";
import type { TechnicalClock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Makes a row's public id: a UUIDv7, which sorts by the time of its making. */
export type NewId = () => string;

const RANDOM_BYTES = 16;

/** A maker of ids from a clock and a source of chance; both fixed, the ids are fixed too. */
export function idSource(clock: TechnicalClock, random: Random): NewId {
  return () => v7({ msecs: clock.now(), random: random.bytes(RANDOM_BYTES) });
}
