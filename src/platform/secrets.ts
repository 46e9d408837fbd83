/** What stands where a secret was. */
export const MASK = "***";

/** Shorter secrets would strike ordinary words from the log; the settings refuse them where it matters. */
const SHORTEST_STRUCK = 4;
/** Names in a query string, header or JSON body that hold credentials, whoever made them. */
const NAMES = "(?:api_?key|token|crumb|secret|password|authorization|cookie)";
const CREDENTIAL_NAME = new RegExp(`${NAMES}$`, "i");
/** `"token": "a value"`, its spaces and escaped quotes included. */
const QUOTED = new RegExp(`(${NAMES}["']\\s*:\\s*)(["'])(?:\\\\.|(?!\\2)[^\\\\])*`, "gi");
/** `token=value`. The value never ends within a backslash pair, or what was JSON would be JSON no more. */
const BARE = new RegExp(
  `(${NAMES}(?:\\\\*["'])?\\s*[=:]\\s*(?:\\\\*["'])?(?:(?:bearer|basic)\\s+)?)(?:[^\\\\&"'\\s,}]|\\\\[^"'\\s])+`,
  "gi",
);
/** `https://user:password@host`. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'\\@]+@/gi;

/** The ways a secret may be written, longest first of all secrets: one may begin with another. */
function formsOf(secrets: readonly string[]): string[] {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_STRUCK)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length);
}

/** Strikes every known secret and everything that looks like a credential from a text. */
export function strikeSecrets(text: string, secrets: readonly string[]): string {
  let struck = text;
  for (const form of formsOf(secrets)) struck = struck.replaceAll(form, MASK);
  return struck.replace(QUOTED, `$1$2${MASK}`).replace(BARE, `$1${MASK}`).replace(USER_INFO, `$1${MASK}@`);
}

/** Strikes secrets from every text of a JSON value, and whatever stands under a credential's name. */
export function strikeJson(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return strikeSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((each) => strikeJson(each, secrets));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const holds = CREDENTIAL_NAME.test(name) && inner !== null && typeof inner !== "boolean";
      return [strikeSecrets(name, secrets), holds ? MASK : strikeJson(inner, secrets)];
    }),
  );
}
