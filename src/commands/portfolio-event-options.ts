import type { z } from "zod";
import { splitRatio } from "../market/prices/number.ts";
import { NightdeskError } from "../platform/errors.ts";
import { parseCents } from "../platform/money.ts";
import { text } from "./portfolio-call.ts";

type Options = Readonly<Record<string, unknown>>;

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const PAIR = /^(\d{1,7})\s*[:/]\s*(\d{1,7})$/;
const SHOWN = 40;
const MILLION = 1e6;

/** Options of an event whose values are texts, numbers and amounts, by the names that requests have for them. */
const TEXTS = {
  date: "date",
  time: "time",
  position: "position",
  symbol: "symbol",
  currency: "currency",
  reason: "reason",
  class: "investment_class",
  subtype: "investment_subtype",
  underlying: "underlying",
  expiration: "expiration",
  right: "right",
  basisDate: "as_of",
  note: "note",
} as const;
const NUMBERS = {
  quantity: "quantity",
  price: "price",
  cash: "cash",
  costShare: "cost_share",
  strike: "strike",
  multiplier: "multiplier",
} as const;
const AMOUNTS = { amount: "amount", fees: "fees" } as const;

const FLAGS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...TEXTS, ...NUMBERS, ...AMOUNTS, ratio: "ratio", kind: "kind" }).map(
    ([option, field]) => [field, `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`],
  ),
);

const flagOf = (field: string) =>
  FLAGS.get(field) ?? (field === "numerator" || field === "denominator" ? "--ratio" : field);

function numberOf(option: string, given: string): number {
  if (PLAIN.test(given)) return Number(given);
  const what = `${flagOf(option)} is "${given.slice(0, SHOWN)}"`;
  throw new NightdeskError("usage", `${what}, which is not a number; write digits and a point.`);
}

/** New units for old ones: of a split as two whole numbers, of all else as a number of new ones for one old. */
function ratioOf(kind: string, given: string): Readonly<Record<string, number>> {
  const pair = PAIR.exec(given);
  const decimal = () =>
    kind === "split"
      ? [Math.round(numberOf("ratio", given) * MILLION), MILLION]
      : [numberOf("ratio", given), 1];
  const [into = 0, from = 0] = pair === null ? decimal() : [Number(pair[1]), Number(pair[2])];
  if (into <= 0 || from <= 0) {
    throw new NightdeskError(
      "usage",
      `--ratio is "${given.slice(0, SHOWN)}"; it is of new units for old ones, both above 0, such as 2:1.`,
    );
  }
  if (kind !== "split") return { ratio: into / from };
  const { numerator, denominator } = splitRatio(into, from);
  return { numerator, denominator };
}

/**
 * What an event is asked for with, as a request has it: numbers as they are written, amounts to the cent.
 * @throws NightdeskError `usage`, `bad_amount`.
 */
export function requestOf(kind: string, options: Options): Readonly<Record<string, unknown>> {
  const request: Record<string, unknown> = { kind };
  const take = (names: Readonly<Record<string, string>>, read: (field: string, given: string) => unknown) => {
    for (const [option, field] of Object.entries(names)) {
      const given = text(options[option]);
      if (given !== null) request[field] = read(field, given.trim());
    }
  };
  take(TEXTS, (_, given) => given);
  take(NUMBERS, numberOf);
  take(AMOUNTS, (_, given) => {
    parseCents(given);
    return Number(given);
  });
  const ratio = text(options.ratio);
  return { ...request, ...(ratio === null ? {} : ratioOf(kind, ratio.trim())) };
}

/**
 * Reads what is asked for by its form.
 * @throws NightdeskError `usage`, naming each option that is wrong, missing, or of no use.
 */
export function understood<S extends z.ZodType>(
  schema: S,
  request: Readonly<Record<string, unknown>>,
): z.output<S> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => `${flagOf(key)} does not go with ${request.kind}`);
    const field = String(issue.path[0] ?? "kind");
    if (issue.path.length > 0 && request[field] === undefined) return [`${flagOf(field)} is missing`];
    return [`${flagOf(field)}: ${issue.message}`];
  });
  throw new NightdeskError("usage", `${[...new Set(faults)].join("; ")}.`);
}
