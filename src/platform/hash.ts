/** Hexadecimal digits of a hash: 128 bits tell any two inputs apart. */
const DIGITS = 32;

/** A hash of a JSON value: equal values give equal hashes, on any machine. Numbers count to their last bit. */
export function hashOf(value: unknown): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(value)).digest("hex").slice(0, DIGITS);
}

/** A hash of bytes, in the form of {@link hashOf}. */
export function hashOfBytes(parts: readonly (string | Uint8Array)[]): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const part of parts) hasher.update(part);
  return hasher.digest("hex").slice(0, DIGITS);
}
