import { availableParallelism } from "node:os";
import { z } from "zod";
import { isPin } from "./clock.ts";

const PROVIDERS = ["files", "yahoo", "yahooquery", "polygon", "fmp"] as const;
export type ProviderId = (typeof PROVIDERS)[number];
/** Polygon has a second name since 2025. */
const PROVIDER_NAMES: Readonly<Record<string, ProviderId>> = {
  ...(Object.fromEntries(PROVIDERS.map((id) => [id, id])) as Record<ProviderId, ProviderId>),
  massive: "polygon",
};

/** The provider that goes by a name; null if none does. */
export function providerOf(name: string): ProviderId | null {
  return Object.hasOwn(PROVIDER_NAMES, name) ? (PROVIDER_NAMES[name] ?? null) : null;
}

const MAX_WORKERS = 64;
const MIN_TOKEN_LENGTH = 16;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "a whole number is wanted")
    .transform(Number)
    .pipe(z.number().min(min, `at least ${min}`).max(max, `at most ${max}`));

const decimal = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(?:\.\d{1,9})?$/, "a decimal such as 0.04 is wanted")
    .transform(Number)
    .pipe(z.number().min(min, `at least ${min}`).max(max, `at most ${max}`));

const origin = () =>
  z
    .string()
    .refine(
      (text) => /^https?:\/\/[^/?#@\s]+\/?$/.test(text) && URL.canParse(text),
      "an origin such as http://127.0.0.1:9000 is wanted",
    )
    .transform((text) => new URL(text).origin);

const webAddress = () =>
  z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), "an http or https address is wanted");

/** Shorter ones could not be struck from a log without striking ordinary words. */
const MIN_SECRET_LENGTH = 4;
const secret = () =>
  z
    .string()
    .regex(/^[\x21-\x7e]+$/, "printable characters without spaces are wanted")
    .min(MIN_SECRET_LENGTH, `at least ${MIN_SECRET_LENGTH} characters are wanted`);

const providers = () =>
  z.string().transform((text, context): readonly ProviderId[] => {
    if (text === "none") return [];
    const ids = text.split(",").map((name) => providerOf(name.trim()));
    if (ids.includes(null) || new Set(ids).size !== ids.length) {
      context.addIssue({
        code: "custom",
        message: `a list of ${PROVIDERS.join(", ")}, each once, or none is wanted`,
      });
      return z.NEVER;
    }
    return ids as ProviderId[];
  });

/** How a setting is read and shown. Its environment name is NIGHTDESK_ and its key in capitals, its flag the key with hyphens. */
interface Setting {
  /** Made when it is first asked for: most settings are not set, and a start should not pay for their schemas. */
  readonly schema: () => z.ZodType<unknown, string>;
  readonly fallback: () => string | null;
  /** Shown as ***; never a flag, since command lines are visible to every user of a machine. */
  readonly secret: boolean;
  /** May stand in the `setting` table. What is needed before that table can be read may not. */
  readonly storable: boolean;
  readonly meaning: string;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const setting = <S extends z.ZodType<unknown, string>, F extends string | null>(
  schema: () => S,
  fallback: () => F,
  meaning: string,
  traits: { secret?: true; storable?: false } = {},
) => ({
  schema: once(schema),
  fallback,
  meaning,
  secret: traits.secret ?? false,
  storable: traits.storable ?? true,
});

const unset = () => null;

/** Every setting of nightdesk, in the order in which `doctor` shows them. */
export const SETTINGS = {
  db: setting(
    () => z.string().min(1, "a path is wanted"),
    () => "./nightdesk.db",
    "the database file",
    {
      storable: false,
    },
  ),
  host: setting(
    () => z.string().regex(/^[0-9A-Za-z.:-]+$/, "a host name or address is wanted"),
    () => "127.0.0.1",
    "address to listen on",
  ),
  port: setting(
    () => wholeNumber(0, 65_535),
    () => "8080",
    "port to listen on, 0 for any free one",
  ),
  admin_token: setting(
    () => secret().min(MIN_TOKEN_LENGTH, `at least ${MIN_TOKEN_LENGTH} characters are wanted`),
    unset,
    "a bearer token with all rights",
    { secret: true },
  ),
  log_level: setting(
    () => z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    () => "info",
    "least level that is logged",
  ),
  workers: setting(
    () => wholeNumber(1, MAX_WORKERS),
    () => String(Math.max(1, availableParallelism() - 1)),
    "threads that compute",
  ),
  mode: setting(
    () => z.enum(["split", "unified"]),
    () => "split",
    "two jobs a night, or one",
  ),
  now: setting(
    () =>
      z
        .string()
        .refine(
          isPin,
          "an instant with its zone such as 2026-05-29T22:00:00Z, perhaps + before it, is wanted",
        ),
    unset,
    "business clock: an instant freezes it, +instant starts it there",
    { storable: false },
  ),
  providers: setting(
    providers,
    () => "yahoo,yahooquery,polygon,fmp",
    "price providers in their order; files, or none",
  ),
  prices: setting(() => z.string().min(1, "a path is wanted"), unset, "price file or folder, asked first"),
  fundamentals: setting(
    () => z.enum(["on", "off"]).transform((text) => text === "on"),
    () => "on",
    "whether providers are asked for profiles and statements as well",
  ),
  provider_timeout: setting(
    () => wholeNumber(1, 300),
    () => "15",
    "seconds after which a request to a provider is given up",
  ),
  yahoo_url: setting(origin, unset, "origin that stands in for Yahoo's"),
  yahooquery_url: setting(origin, unset, "origin that stands in for YahooQuery's"),
  polygon_url: setting(origin, unset, "origin that stands in for Polygon's"),
  fmp_url: setting(origin, unset, "origin that stands in for FMP's"),
  polygon_key: setting(secret, unset, "Polygon API key", { secret: true }),
  polygon_plan: setting(
    () => z.enum(["free", "starter", "developer", "advanced"]),
    () => "free",
    "Polygon plan, sets the request budget",
  ),
  fmp_key: setting(secret, unset, "FMP API key", { secret: true }),
  fmp_daily_requests: setting(
    () => wholeNumber(1, 1_000_000),
    () => "250",
    "requests to FMP that its plan permits in a UTC day",
  ),
  risk_free_rate: setting(
    () => decimal(-0.05, 0.5),
    () => "0.04",
    "rate of interest, a fraction a year, where ^IRX is not stored",
  ),
  ping_url: setting(webAddress, unset, "dead-man's switch, pinged at a job's start, success and failure", {
    secret: true,
  }),
  webhook_url: setting(webAddress, unset, "told of partial and failed runs", { secret: true }),
  test: setting(
    () => z.enum(["0", "1"]).transform((text) => text === "1"),
    () => "0",
    "1 lets NIGHTDESK_TEST_* hooks in",
    { storable: false },
  ),
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The value a setting parses to; null where it has no default and nobody gave one. */
export type SettingValue<K extends SettingKey> =
  | z.output<ReturnType<(typeof SETTINGS)[K]["schema"]>>
  | (ReturnType<(typeof SETTINGS)[K]["fallback"]> extends string ? never : null);

export const envNameOf = (key: SettingKey): string => `NIGHTDESK_${key.toUpperCase()}`;
export const flagNameOf = (key: SettingKey): string => key.replaceAll("_", "-");

/** Whether the text is the key of a setting. */
export function isSettingKey(text: string): text is SettingKey {
  return Object.hasOwn(SETTINGS, text);
}
