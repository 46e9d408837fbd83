import { type ErrorDetails, NightdeskError } from "../../platform/errors.ts";

/** The fault of an event that does not fit the books; nothing of it is stored. */
export function refused(message: string, details: ErrorDetails = {}): NightdeskError {
  return new NightdeskError("event_refused", message, { details });
}
