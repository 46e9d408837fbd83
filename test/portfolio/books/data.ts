/** Reads a gzipped JSON file of the folder `data`. */
export async function readGzip(name: string): Promise<unknown> {
  const bytes = await Bun.file(new URL(`data/${name}`, import.meta.url)).bytes();
  return JSON.parse(new TextDecoder().decode(Bun.gunzipSync(bytes)));
}
