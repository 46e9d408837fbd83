import { NightdeskError } from "./errors.ts";
import { MASK } from "./secrets.ts";
import {
  envNameOf,
  flagNameOf,
  isSettingKey,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type SettingValue,
} from "./settings.ts";

export type SettingSource = "flag" | "environment" | "setting table" | "default";

/** One setting as it stands: its parsed value, where it came from, and what is wrong with it, if anything. */
export interface Resolved {
  readonly key: SettingKey;
  readonly source: SettingSource;
  /** As given; a secret is masked. Null where it is not set. */
  readonly shown: string | null;
  readonly fault: string | null;
}

export type Config = { readonly [K in SettingKey]: SettingValue<K> };

/** Where settings come from, first come first served. Keys of `stored` are setting keys, of `flags` too. */
export interface ConfigSources {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stored: Readonly<Record<string, string | undefined>>;
}

export const ENV_PREFIX = "NIGHTDESK_";
const TEST_HOOK_PREFIX = "NIGHTDESK_TEST_";
const TEST_HOOKS = ["NIGHTDESK_TEST_KILL_AT"] as const;

/** A configuration with everything that is wrong with it: `doctor` shows the faults, everything else stops at the first. */
export interface ConfigReport {
  readonly settings: readonly Resolved[];
  readonly faults: readonly string[];
  readonly config: Config;
  /** The values of all secrets that are set, to be struck from whatever is written out. */
  readonly secrets: readonly string[];
  /** Where a test wants the process killed; null outside of tests. */
  readonly killAt: string | null;
}

function find(key: SettingKey, sources: ConfigSources): { text: string | null; source: SettingSource } {
  const flag = sources.flags[key];
  if (flag !== undefined) return { text: flag, source: "flag" };
  const env = sources.env[envNameOf(key)];
  if (env !== undefined) return { text: env, source: "environment" };
  const stored = SETTINGS[key].storable ? sources.stored[key] : undefined;
  if (stored !== undefined) return { text: stored, source: "setting table" };
  return { text: SETTINGS[key].fallback(), source: "default" };
}

const nameIn = (key: SettingKey, source: SettingSource): string => {
  if (source === "flag") return `--${flagNameOf(key)}`;
  return source === "setting table" ? `setting ${key}` : envNameOf(key);
};

function shown(key: SettingKey, text: string | null): string | null {
  return text !== null && SETTINGS[key].secret ? MASK : text;
}

/** What is wrong with a value, in words without the value of a secret; null if nothing is. */
export function faultOf(key: SettingKey, text: string): string | null {
  return parse(key, text).fault;
}

function parse(key: SettingKey, text: string): { value: unknown; fault: string | null } {
  const parsed = SETTINGS[key].schema().safeParse(text);
  if (parsed.success) return { value: parsed.data, fault: null };
  const wish = parsed.error.issues.map((issue) => issue.message).join("; ");
  return { value: null, fault: `${shown(key, JSON.stringify(text.slice(0, 60)))} is not accepted: ${wish}` };
}

function unknownNames(sources: ConfigSources, testAllowed: boolean): string[] {
  const faults: string[] = [];
  for (const name of Object.keys(sources.env)) {
    if (!name.toUpperCase().startsWith(ENV_PREFIX)) continue;
    const isHook = (TEST_HOOKS as readonly string[]).includes(name);
    if (isHook && testAllowed) continue;
    if (name.startsWith(TEST_HOOK_PREFIX)) {
      const wrong = isHook ? "needs NIGHTDESK_TEST=1" : "is none that there is; unset it";
      faults.push(`${name} is a test hook; it ${wrong}.`);
    } else if (!isSettingKey(name.slice(ENV_PREFIX.length).toLowerCase()) || name !== name.toUpperCase()) {
      faults.push(
        `${name} is not a setting; "nightdesk doctor" lists them all. Correct its name or unset it.`,
      );
    }
  }
  for (const key of Object.keys(sources.stored)) {
    if (!isSettingKey(key) || !SETTINGS[key].storable) {
      faults.push(
        `The setting table holds "${key}", which this version does not know; remove it with "nightdesk setting unset ${key}".`,
      );
    }
  }
  return faults;
}

/** Resolves every setting from flag, environment, setting table and default, in this order, and gathers all faults. */
export function resolveConfig(sources: ConfigSources): ConfigReport {
  const settings: Resolved[] = [];
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  const faults: string[] = [];
  for (const key of SETTING_KEYS) {
    const { text, source } = find(key, sources);
    const { value, fault } = text === null ? { value: null, fault: null } : parse(key, text);
    if (fault !== null) faults.push(`${nameIn(key, source)}: ${fault}.`);
    if (text !== null && SETTINGS[key].secret) secrets.push(text);
    values[key] = value;
    settings.push({ key, source, shown: shown(key, text), fault });
  }
  const config = values as Config;
  faults.push(...unknownNames(sources, config.test === true));
  const killAt = config.test ? (sources.env.NIGHTDESK_TEST_KILL_AT ?? null) : null;
  return { settings, faults, config, secrets, killAt };
}

/**
 * The configuration, if nothing is wrong with it.
 * @throws NightdeskError `bad_config` with one line that names every fault and what is wanted.
 */
export function requireConfig(report: ConfigReport): Config {
  if (report.faults.length > 0) throw new NightdeskError("bad_config", report.faults.join(" "));
  return report.config;
}
