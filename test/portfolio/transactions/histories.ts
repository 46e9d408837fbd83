import fc from "fast-check";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";

/** A row of a file, and the day that it is of. */
export interface Row {
  readonly day: string;
  readonly isOpening: boolean;
  readonly isTimed: boolean;
  readonly text: string;
}

const SYMBOLS = ["AAA", "MY_FUND", "AAA260619C00100000"] as const;
const FIRST = isoDate("2025-12-20");
const INCEPTION = "2026-01-02";
const LAST = "2026-05-28";
const MINUTES = 60;
const MILLI = 1_000;

const intent = fc.record({
  gap: fc.constantFrom(0, 0, 0, 1, 2, 7),
  isTimed: fc.boolean(),
  kind: fc.constantFrom(
    ...([
      "buy",
      "buy",
      "short",
      "sell",
      "sell",
      "sell",
      "cover",
      "cover",
      "value",
      "split",
      "cash",
      "dividend",
    ] as const),
  ),
  symbol: fc.constantFrom(...SYMBOLS),
  // Fractions that a double holds, so that what is left does not depend on the order of a day's sales.
  size: fc.integer({ min: 1, max: 80 }).map((eighths) => eighths / 8),
  isAll: fc.boolean(),
  cents: fc.integer({ min: 1, max: 50_000 }),
  cash: fc.constantFrom("deposit", "withdraw", "interest", "fee"),
  fees: fc.constantFrom("", "1", "2.5"),
  note: fc.constantFrom("", "a note"),
});
type Intent = typeof intent extends fc.Arbitrary<infer T> ? T : never;

/** Writes a history in which nothing is sold that is not held. */
class Writer {
  readonly rows: Row[] = [];
  readonly #held = new Map<string, number>();
  #day = FIRST as string;
  #isTimed = false;
  #minute = 0;

  take(each: Intent): void {
    if (each.gap > 0) this.#turn(each.gap, each.isTimed);
    if (this.#day > LAST) return;
    const { kind, symbol, size, cents, fees, note } = each;
    const price = String(cents / 100);
    if (kind === "split") this.#split(symbol, each);
    else if (kind === "cash") this.#cash(`${each.cash},,,${cents / MILLI > 10 ? 10 : 1},,,${note}`);
    else if (kind === "dividend") this.#cash(`dividend,${symbol.slice(0, 3)},${size},1`);
    else if (kind === "value") this.#value(price);
    else
      this.#trade(
        kind,
        symbol,
        each.isAll && !/^(buy|short)$/.test(kind) ? Number.MAX_VALUE : size,
        `${price},${fees},,${note}`,
      );
  }

  #turn(days: number, isTimed: boolean): void {
    this.#day = addDays(isoDate(this.#day), days);
    this.#isTimed = isTimed;
    this.#minute = 0;
  }

  #write(text: string, isOpening = false): void {
    const columns = `${this.#day},${text}`.split(",");
    this.#minute += 1;
    const time = `10:${String(this.#minute % MINUTES).padStart(2, "0")}`;
    while (columns.length < 8) columns.push("");
    if (this.#isTimed) columns.push(time);
    this.rows.push({ day: this.#day, isOpening, isTimed: this.#isTimed, text: columns.join(",") });
  }

  #heldOf(symbol: string, isShort: boolean): number {
    return this.#held.get(`${symbol} ${isShort}`) ?? 0;
  }

  #trade(kind: "buy" | "short" | "sell" | "cover", symbol: string, size: number, rest: string): void {
    const isShort = kind === "short" || kind === "cover";
    const held = this.#heldOf(symbol, isShort);
    const closes = (kind === "sell" || kind === "cover") && held > 0;
    const opens = isShort ? "short" : "buy";
    const quantity = closes ? Math.min(size, held) : Math.min(size, 10);
    this.#held.set(`${symbol} ${isShort}`, closes ? held - quantity : held + quantity);
    const action = closes ? kind : opens;
    this.#write(`${action},${symbol},${quantity},${rest}`, !closes);
  }

  #value(price: string): void {
    const isHeld = this.#heldOf("MY_FUND", false) > 0 || this.#heldOf("MY_FUND", true) > 0;
    if (isHeld) this.#write(`value,MY_FUND,,${price}`);
  }

  #cash(text: string): void {
    if (this.#day > INCEPTION) this.#write(text);
  }

  /** On a day of its own: what is traded on it is of the shares after it. */
  #split(symbol: string, { isTimed }: Intent): void {
    if (symbol === "MY_FUND" || symbol.length > 5 || this.#day <= INCEPTION) return;
    this.#turn(1, false);
    this.#write(`split,${symbol},2:1`);
    const sides = [symbol, ...SYMBOLS.filter((each) => each.length > 10 && each.startsWith(symbol))];
    for (const name of sides)
      for (const isShort of [true, false]) {
        this.#held.set(`${name} ${isShort}`, this.#heldOf(name, isShort) * 2);
      }
    this.#turn(1, isTimed);
  }
}

/** Histories that fit, in the order of their days. */
export const HISTORY: fc.Arbitrary<readonly Row[]> = fc
  .array(intent, { minLength: 1, maxLength: 60, size: "max" })
  .map((intents) => {
    const writer = new Writer();
    for (const each of intents) writer.take(each);
    return writer.rows;
  })
  .filter((rows) => rows.length > 0);

/** The same rows with the days in any order, and those of one day in theirs. */
export function shuffled(rows: readonly Row[], keys: readonly number[]): readonly Row[] {
  const slots = rows
    .map(({ day }, at) => ({ day, key: keys[at % keys.length] as number }))
    .sort((a, b) => a.key - b.key)
    .map(({ day }) => day);
  const left = Map.groupBy(rows, ({ day }) => day);
  const places = new Map<string, number>();
  return slots.map((day) => {
    const at = places.get(day) ?? 0;
    places.set(day, at + 1);
    return (left.get(day) as Row[])[at] as Row;
  });
}

/** In the order in which a day is booked: of one without times what opens lots is first. */
export function booked(rows: readonly Row[]): readonly Row[] {
  return [...Map.groupBy(rows, ({ day }) => day).values()].flatMap((own) =>
    own[0]?.isTimed === true
      ? own
      : [...own.filter(({ isOpening }) => isOpening), ...own.filter(({ isOpening }) => !isOpening)],
  );
}
