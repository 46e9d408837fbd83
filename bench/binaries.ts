import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** Paths of the compiled programs: nightdesk, and the empty server that it is held against. */
export interface Binaries {
  readonly nightdesk: string;
  readonly empty: string;
}

/** Compiles both in the same way, with the flags of the build script, into a folder. */
export async function buildBinaries(folder: string): Promise<Binaries> {
  const { scripts } = (await Bun.file(join(ROOT, "package.json")).json()) as { scripts: { build: string } };
  const words = (scripts.build.split(" && ").at(-1) ?? "").split(" ");
  const flags = words.filter((word) => word.startsWith("--") && word !== "--outfile");
  const build = (name: string, entries: readonly string[]): string => {
    const path = join(folder, name);
    const command = [process.execPath, "build", ...flags, ...entries, "--outfile", path];
    const { exitCode } = Bun.spawnSync(command, { cwd: ROOT, stdout: "ignore", stderr: "inherit" });
    if (exitCode !== 0) throw new Error(`${name} could not be built`);
    return path;
  };
  return {
    nightdesk: build(
      "nightdesk",
      words.filter((word) => word.endsWith(".ts")),
    ),
    empty: build("empty", ["bench/empty-server.ts"]),
  };
}
