import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { NightdeskError } from "../platform/errors.ts";
import { problemResponse } from "./problem-response.ts";

/** No request but one has a body of more than a mebibyte. */
const LARGEST_BODY = 1_048_576;
/** The one that takes a file of positions, of ten mebibytes at most, and the form around it. */
const UPLOAD_PATH = "/api/v1/portfolios/import";
const LARGEST_FORM = 10 * 1_048_576 + 65_536;

function limited(maxSize: number, sentence: string): MiddlewareHandler {
  const onError = () => problemResponse(new NightdeskError("body_too_large", sentence));
  return bodyLimit({ maxSize, onError });
}

/** Refuses bodies that are larger than any that a path is for. */
export function limitBodies(): MiddlewareHandler {
  const body = limited(LARGEST_BODY, `A body may have ${LARGEST_BODY} bytes.`);
  const form = limited(LARGEST_FORM, "A file of positions may have 10 MiB; split it into several.");
  return (context, next) => (context.req.path === UPLOAD_PATH ? form : body)(context, next);
}
