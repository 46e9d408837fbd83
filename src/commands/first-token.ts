import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { Writer } from "../../db/writer.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { createToken, hasToken } from "../server/token-store.ts";

/** Its owner alone may read it. */
const OWNER_ONLY = 0o600;

/** Where the first token went: on the terminal, or into a file. */
export type FirstToken = { readonly token: string } | { readonly file: string };

/**
 * Makes an admin token if there is none, so that a server can be used from its first start: for the terminal, else in a
 * file beside the database that its owner alone may read.
 * @returns null if there is a token already.
 * @throws NightdeskError `database_unwritable` if the file cannot be written; then there is no token either.
 */
export async function makeFirstToken(
  ports: Ports,
  writer: Writer,
  onTerminal: boolean,
): Promise<FirstToken | null> {
  if (ports.config.admin_token !== null || hasToken(writer.orm)) return null;
  const make = { random: ports.random, id: ports.newId(), at: formatInstant(ports.technical.now()) };
  return writer.transact("first token", () => {
    const { token } = createToken(writer.orm, "admin", make);
    if (onTerminal) return { token };
    const file = `${writer.path}.token`;
    try {
      // Whatever lies in its place, a link included, is not written into: it goes, and the file is made anew.
      rmSync(`${file}.new`, { force: true });
      writeFileSync(`${file}.new`, `${token}\n`, { mode: OWNER_ONLY, flag: "wx" });
      renameSync(`${file}.new`, file);
    } catch (cause) {
      throw new NightdeskError(
        "database_unwritable",
        `The first token could not be written to ${file}. Make its folder writable, or give NIGHTDESK_ADMIN_TOKEN.`,
        { cause, details: { file } },
      );
    }
    return { file };
  });
}
