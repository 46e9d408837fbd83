import { fileURLToPath } from "node:url";

/** Source texts by their path from the repository's root: the real ones, or made-up ones. */
export type Tree = Readonly<Record<string, string>>;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every TypeScript file of src/ and db/, in the order of their paths. */
export async function readTree(): Promise<Tree> {
  const paths = [...new Bun.Glob("{src,db}/**/*.ts").scanSync({ cwd: ROOT })].sort();
  const texts = await Promise.all(paths.map((path) => Bun.file(`${ROOT}${path}`).text()));
  return Object.fromEntries(paths.map((path, at) => [path, texts[at] ?? ""]));
}
