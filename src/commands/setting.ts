import { eq } from "drizzle-orm";
import { databasePath } from "../../db/open.ts";
import { setting } from "../../db/schema/admin.ts";
import { storedSettings } from "../../db/stored-settings.ts";
import { formatInstant } from "../platform/clock.ts";
import { faultOf, resolveConfig } from "../platform/config.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { hostProcess } from "../platform/process.ts";
import { MASK } from "../platform/secrets.ts";
import { isSettingKey, SETTINGS } from "../platform/settings.ts";
import { answer, table } from "./answer.ts";
import { withSmallWriter } from "./desk.ts";
import type { Invocation } from "./invocation.ts";
import { portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** What is kept may be wrong, and these verbs are how it is put right: so they go by flags, environment and defaults alone. */
function portsWithoutStored({ flags }: Invocation): Ports {
  return portsOf(resolveConfig({ flags, env: hostProcess.environment, stored: {} }));
}

/** `nightdesk setting list`: what the database keeps, secrets masked. */
export const settingList: Verb = async ({ invocation }) => {
  const ports = portsWithoutStored(invocation);
  const stored = Object.entries(storedSettings(databasePath(ports.config.db)));
  const shown = stored.map(
    ([key, value]) => [key, isSettingKey(key) && !SETTINGS[key].secret ? value : MASK] as const,
  );
  await answer(ports.output, invocation.json, Object.fromEntries(shown), table(shown));
  return 0;
};

/** Stands for a value that is read from stdin, as a secret should be: every user of a machine sees its command lines. */
const FROM_STDIN = "-";

/** `nightdesk setting set KEY VALUE`: a server that runs reads it at its next start. */
export const settingSet: Verb = async ({ invocation, args }) => {
  const [key = "", given = ""] = args;
  const value = given === FROM_STDIN ? (await hostProcess.readInput()).trim() : given;
  if (!isSettingKey(key) || !SETTINGS[key].storable) {
    throw new NightdeskError(
      "usage",
      `"${key}" cannot be kept in the database${isSettingKey(key.replaceAll("-", "_")) ? `; write it as ${key.replaceAll("-", "_")}` : ""}. "nightdesk doctor" lists the settings.`,
    );
  }
  const fault = faultOf(key, value);
  if (fault !== null) throw new NightdeskError("bad_config", `${key}: ${fault}.`);
  const ports = portsWithoutStored(invocation);
  const changedAt = formatInstant(ports.technical.now());
  await withSmallWriter(ports, "setting set", (writer) =>
    writer.transact("set setting", () => {
      const row = { key, value, changedAt };
      writer.orm.insert(setting).values(row).onConflictDoUpdate({ target: setting.key, set: row }).run();
    }),
  );
  const shown = SETTINGS[key].secret ? MASK : value;
  await answer(ports.output, invocation.json, { [key]: shown }, [`${key} = ${shown}`]);
  return 0;
};

/** `nightdesk setting unset KEY`: also removes a key that this version does not know. */
export const settingUnset: Verb = async ({ invocation, args }) => {
  const ports = portsWithoutStored(invocation);
  const key = args[0] ?? "";
  const removed = await withSmallWriter(ports, "setting unset", (writer) =>
    writer.transact(
      "unset setting",
      () => writer.orm.delete(setting).where(eq(setting.key, key)).run().changes,
    ),
  );
  if (removed === 0) throw new NightdeskError("not_found", `No setting "${key}" is kept in the database.`);
  await answer(ports.output, invocation.json, { removed: key }, [`${key} removed`]);
  return 0;
};
