import type { z } from "zod";
import type { Reply } from "./http.ts";

/** What a reply holds, or the place where it is not what it should be. */
export type ReadJson<T> =
  | { readonly value: T; readonly fault: null }
  | { readonly value: null; readonly fault: string };

/** Reads a reply's body by a schema. */
export function readJson<T>({ status, text }: Reply, schema: z.ZodType<T>): ReadJson<T> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { value: null, fault: `not JSON (status ${status})` };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { value: parsed.data, fault: null };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") || "the answer";
  return { value: null, fault: `${place}: ${issue?.message ?? "not as it should be"} (status ${status})` };
}
