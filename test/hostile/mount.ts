import { readFileSync } from "node:fs";
import { getuid } from "node:process";
import { binary } from "../support/binary.ts";
import type { Outcome, Workplace } from "../support/command.ts";

/** A mount namespace of its own, so that nothing stays mounted whatever becomes of the test. */
const NAMESPACE =
  getuid?.() === 0 ? ["unshare", "--mount"] : ["unshare", "--user", "--map-root-user", "--mount"];
const MOUNT = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';

const through = (options: string, folder: string) => [...NAMESPACE, "sh", "-c", MOUNT, "sh", options, folder];

/** Whether this machine lets a test mount a file system. */
export const MAY_MOUNT = (() => {
  try {
    return Bun.spawnSync([...through("size=1m", "/mnt"), "true"]).exitCode === 0;
  } catch {
    return false;
  }
})();

/** A test's name, which says so where the machine does not let it do what it is for. */
export function mountTestName(name: string, instead: string): string {
  return MAY_MOUNT
    ? name
    : `${name} [!! NOT TESTED: no mount is permitted on this machine; ${instead} instead !!]`;
}

/**
 * Runs commands of the binary one after the other while a small file system is mounted on a folder of the workplace; it
 * is gone afterwards.
 * @param options Of mount(8), such as `size=1m` or `noexec`.
 * @param commands Argument lists; a text instead of a list is a line of shell.
 */
export async function whileMounted(
  work: Workplace,
  options: string,
  folder: string,
  commands: readonly (readonly string[] | string)[],
): Promise<Outcome[]> {
  const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  const path = await binary();
  const lines = commands.map((command, at) => {
    const line = typeof command === "string" ? command : [path, ...command].map(quote).join(" ");
    return `{ ${line}; } >out.${at} 2>err.${at}; echo $? >code.${at}`;
  });
  const script = { through: through(options, folder), program: ["sh", "-c", lines.join("\n")] };
  const { code, stderr } = await work.run([], script);
  if (code !== 0 || stderr !== "") throw new Error(`the commands could not be run: ${stderr}`);
  const read = (name: string) => readFileSync(work.path(name), "utf8");
  return commands.map((_, at) => ({
    code: Number(read(`code.${at}`)),
    signal: null,
    stdout: read(`out.${at}`),
    stderr: read(`err.${at}`),
    log: "",
    peakMemory: 0,
  }));
}
