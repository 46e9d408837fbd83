import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { NightdeskError } from "../../platform/errors.ts";
import { bySymbol } from "../symbol.ts";

const PRICE_FILE = /\.csv(\.gz)?$/i;

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

function unusable(path: string, why: string, cause?: unknown): NightdeskError {
  return new NightdeskError("bad_file", `${path} ${why}.`, { cause, details: { file: path } });
}

/**
 * The price files that paths stand for: a file is itself, a folder its .csv and .csv.gz files by name.
 * @throws NightdeskError `usage` if a path is empty; `bad_file` if a path does not exist, cannot be read, or is a folder without price files.
 */
export async function priceFilesAt(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const given of paths) {
    if (given.trim() === "")
      throw new NightdeskError("usage", "A path is empty; give a price file or a folder of them.");
    const path = resolve(given);
    const entry = await stat(path).catch((fault: unknown) => {
      throw unusable(path, "does not exist or cannot be read; give a price file or a folder of them", fault);
    });
    if (entry.isFile()) {
      found.set(path, { path, bytes: entry.size });
    } else if (entry.isDirectory()) {
      for (const file of await filesIn(path)) found.set(file.path, file);
    } else {
      throw unusable(path, "is neither a file nor a folder");
    }
  }
  return [...found.values()];
}

async function filesIn(folder: string): Promise<readonly FoundFile[]> {
  const names = (await readdir(folder))
    .filter((name) => PRICE_FILE.test(name) && !name.startsWith("."))
    .sort(bySymbol);
  const files: FoundFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    // A link to nowhere is a broken file among good ones: reading it says so, and stops nothing else.
    const entry = await stat(path).catch(() => null);
    if (entry === null || entry.isFile()) files.push({ path, bytes: entry?.size ?? 0 });
  }
  if (files.length === 0) throw unusable(folder, "holds no .csv or .csv.gz file");
  return files;
}
