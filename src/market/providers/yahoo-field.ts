import { z } from "zod";

const SECOND_MS = 1_000;
const [FIRST_SECOND, LAST_SECOND] = [Date.UTC(1900, 0, 1) / SECOND_MS, Date.UTC(2100, 0, 1) / SECOND_MS];
/** What Yahoo writes where it has divided by nothing. */
const NO_NUMBERS: ReadonlySet<unknown> = new Set(["Infinity", "-Infinity", "NaN", ""]);

const bare = z.union([z.number(), z.null(), z.string()]).transform((value, context): number | null => {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null || NO_NUMBERS.has(value)) return null;
  context.addIssue({ code: "custom", message: "not a number" });
  return z.NEVER;
});

/** A number as Yahoo tells it: bare, or with its text beside it; null for none of the several ways in which it says so. */
export const figure = () =>
  z
    .union([bare, z.object({ raw: bare.optional() }).transform(({ raw }) => raw ?? null)])
    .nullish()
    .transform((value) => value ?? null);

/** A whole number, such as a count of people. */
export const count = () => figure().transform((value) => (value === null ? null : Math.round(value)));

/** Seconds of an instant within the calendars' years. */
export const stamp = () =>
  figure().refine((value) => value === null || (value >= FIRST_SECOND && value < LAST_SECOND), {
    message: "no instant of these centuries",
  });

/** A text of Yahoo's, trimmed; null for none. */
export const words = () =>
  z
    .string()
    .nullish()
    .transform((text) => {
      const trimmed = text?.trim() ?? "";
      return trimmed === "" ? null : trimmed;
    });

/** Where a text stops being what its schema wants, in words. */
export function placeOf(error: z.ZodError, whole: string): string {
  const [issue] = error.issues;
  return `${issue?.path.join(".") || whole}: ${issue?.message ?? "not as it should be"}`;
}
