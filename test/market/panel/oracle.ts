import { join } from "node:path";
import { gunzipSync } from "bun";

const FOLDER = join(import.meta.dir, "..", "..", "oracle", "panel");

export const oraclePath = (name: string): string => join(FOLDER, name);

/** Little-endian doubles as numpy wrote them. */
export async function oracleDoubles(name: string): Promise<Float64Array> {
  const bytes = gunzipSync(await Bun.file(oraclePath(name)).bytes());
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float64Array.BYTES_PER_ELEMENT);
}

export async function oracleJson<T>(name: string): Promise<T> {
  return (await Bun.file(oraclePath(name)).json()) as T;
}
