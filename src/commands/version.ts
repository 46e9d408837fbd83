import { standardOutput } from "../platform/output.ts";
import { VERSION } from "../platform/version.ts";
import { answer } from "./answer.ts";
import type { Verb } from "./verb.ts";

/** Prints the version and what it runs on. Needs no settings and no database. */
export const version: Verb = async ({ invocation }) => {
  const output = standardOutput();
  const value = { version: VERSION, bun: Bun.version, platform: `${process.platform}-${process.arch}` };
  await answer(output, invocation.json, value, [
    `nightdesk ${VERSION} (bun ${value.bun}, ${value.platform})`,
  ]);
  return 0;
};
