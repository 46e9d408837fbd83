import { expect } from "bun:test";
import { type ErrorCode, NightdeskError } from "../../src/platform/errors.ts";

/** Runs work that must end in a NightdeskError of that code, and gives the error. */
export async function faultOf(code: ErrorCode, work: () => unknown): Promise<NightdeskError> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof NightdeskError)) throw fault;
    expect({ code: fault.code, message: fault.message }).toEqual({ code, message: fault.message });
    return fault;
  }
  throw new Error(`nothing was thrown; ${code} was expected`);
}
