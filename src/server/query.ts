import type { HonoRequest } from "hono";
import { z } from "zod";
import { NightdeskError } from "../platform/errors.ts";
import { tryIsoDate } from "../platform/iso-date.ts";

/** So many faults of a request are told, and so much of each: what was sent is not sent back. */
const MOST_TOLD = 5;
const LONGEST_TOLD = 160;

/** A request's path as its answer may tell it. */
export const toldPath = (path: string): string => path.slice(0, LONGEST_TOLD);

/** A day as a request gives it. */
export const day = () =>
  z.string().transform((text, context) => {
    const date = tryIsoDate(text);
    if (date !== null) return date;
    context.addIssue({
      code: "custom",
      message: `"${text.slice(0, 40)}" is not a day written as YYYY-MM-DD`,
    });
    return z.NEVER;
  });

/** An instant as a request gives it: with its zone, turned to UTC with milliseconds. */
export const instant = () =>
  z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** Yes or no, as query strings have them. */
export const yesOrNo = () =>
  z.union([
    z.boolean(),
    z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
  ]);

/**
 * A request's body as JSON; an empty object if there is none.
 * @throws NightdeskError `bad_request` if it is not an object.
 */
export async function jsonBody(req: HonoRequest): Promise<object> {
  const text = await req.text();
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new NightdeskError("bad_request", "The body is not JSON; send an object, or nothing.", { cause });
  }
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new NightdeskError("bad_request", "The body must be a JSON object.");
  }
  return body;
}

/**
 * Reads what a request gives.
 * @throws NightdeskError `bad_date` if a day is at fault, else `bad_request`, naming every field that is.
 */
export function parsed<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, MOST_TOLD).map(({ path, code, message }) => {
    const field = path.join(".");
    const told = field === "" ? message : `${field}: ${message}`;
    // What may be written, however much it is, has nothing in it of what was sent.
    return code === "invalid_union" ? told : told.slice(0, LONGEST_TOLD);
  });
  const isDate = result.error.issues.every(({ message }) => message.includes("is not a day"));
  throw new NightdeskError(isDate ? "bad_date" : "bad_request", `${faults.join("; ")}.`);
}
