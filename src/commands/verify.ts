import { databasePath, openForVerifying } from "../../db/open.ts";
import { guarded } from "../../db/storage-fault.ts";
import { type Finding, verifyFile } from "../../db/verify.ts";
import { misplacedBars } from "../market/prices/misplaced.ts";
import { brokenIdentities } from "../portfolio/identities.ts";
import { answer } from "./answer.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const READ_WAIT_MS = 5_000;

/** `nightdesk verify`: reads the whole database and names what is wrong with it; exit 1 if anything is. */
export const verify: Verb = async ({ invocation }) => {
  const ports = portsOf(configOf(invocation));
  const path = databasePath(ports.config.db);
  const { db, pending } = openForVerifying(path, READ_WAIT_MS);
  try {
    const findings: Finding[] = [...verifyFile(db, path)];
    const isReadable = findings.every((each) => each.check !== "integrity");
    if (pending.length === 0 && isReadable) {
      const misplaced = guarded(path, () => misplacedBars(db));
      findings.push(...misplaced.map((detail): Finding => ({ check: "sessions", detail })));
      const broken = guarded(path, () => brokenIdentities(db));
      findings.push(...broken.map((detail): Finding => ({ check: "accounting", detail })));
    }
    const lines = findings.map(({ check, detail }) => `${check}: ${detail}`);
    const good = `${path}: integrity, foreign keys, migrations, sessions and accounting are in order`;
    await answer(
      ports.output,
      invocation.json,
      { file: path, sound: findings.length === 0, findings },
      lines.length === 0 ? [good] : lines,
    );
    return findings.length === 0 ? 0 : 1;
  } finally {
    db.close();
  }
};
