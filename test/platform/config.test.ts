import { describe, expect, test } from "bun:test";
import {
  type ConfigSources,
  requireConfig,
  resolveConfig,
  type SettingSource,
} from "../../src/platform/config.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import {
  envNameOf,
  flagNameOf,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
} from "../../src/platform/settings.ts";

const from = (sources: Partial<ConfigSources>) =>
  resolveConfig({ flags: {}, env: {}, stored: {}, ...sources });

const settingOf = (report: ReturnType<typeof from>, key: SettingKey) => {
  const found = report.settings.find((each) => each.key === key);
  if (found === undefined) throw new Error(`${key} is not in the report`);
  return found;
};

const SECRET_KEYS = SETTING_KEYS.filter((key) => SETTINGS[key].secret);

describe("without any configuration", () => {
  const report = from({});

  test("every setting has its default, in the table's order, and nothing is wrong", () => {
    expect(report.faults).toEqual([]);
    expect(report.settings.map((each) => each.key)).toEqual([...SETTING_KEYS]);
    expect(report.settings.every((each) => each.source === "default" && each.fault === null)).toBe(true);
    expect(report.secrets).toEqual([]);
    expect(report.killAt).toBeNull();
  });

  test("the values are parsed ones", () => {
    const { workers, ...config } = requireConfig(report);
    expect(config).toEqual({
      db: "./nightdesk.db",
      host: "127.0.0.1",
      port: 8080,
      admin_token: null,
      log_level: "info",
      mode: "split",
      now: null,
      providers: ["yahoo", "yahooquery", "polygon", "fmp"],
      prices: null,
      fundamentals: true,
      provider_timeout: 15,
      yahoo_url: null,
      yahooquery_url: null,
      polygon_url: null,
      fmp_url: null,
      polygon_key: null,
      polygon_plan: "free",
      fmp_key: null,
      fmp_daily_requests: 250,
      risk_free_rate: 0.04,
      ping_url: null,
      webhook_url: null,
      test: false,
    });
    expect(workers).toBeGreaterThanOrEqual(1);
  });
});

describe("precedence", () => {
  const given = { flags: { port: "1" }, env: { NIGHTDESK_PORT: "2" }, stored: { port: "3" } };
  test.each([
    ["flag", given, 1],
    ["environment", { ...given, flags: {} }, 2],
    ["setting table", { stored: given.stored }, 3],
    ["default", {}, 8080],
  ] as [SettingSource, Partial<ConfigSources>, number][])("%s", (source, sources, value) => {
    const report = from(sources);
    expect(report.config.port).toBe(value);
    expect(settingOf(report, "port")).toMatchObject({ source, shown: String(value), fault: null });
  });

  test("an undefined flag or name is not given", () => {
    const report = from({
      flags: { port: undefined },
      env: { NIGHTDESK_PORT: undefined },
      stored: { port: "3" },
    });
    expect(report.config.port).toBe(3);
  });

  test("a bad value is a fault of its source, never a reason to ask the next one", () => {
    const report = from({ ...given, flags: { port: "x" } });
    expect(report.faults).toHaveLength(1);
    expect(report.faults[0]).toStartWith('--port: "x" is not accepted');
    expect(report.config.port as number | null).toBeNull();
  });

  test("each source's fault is said with the name by which the user knows it", () => {
    const faults = [
      from({ flags: { log_level: "loud" } }),
      from({ env: { NIGHTDESK_LOG_LEVEL: "loud" } }),
      from({ stored: { log_level: "loud" } }),
    ].map((report) => report.faults.join());
    expect(faults[0]).toStartWith('--log-level: "loud"');
    expect(faults[1]).toStartWith('NIGHTDESK_LOG_LEVEL: "loud"');
    expect(faults[2]).toStartWith('setting log_level: "loud"');
  });
});

const GOOD: Readonly<Record<SettingKey, readonly (readonly [string, unknown])[]>> = {
  db: [["/var/lib/x.db", "/var/lib/x.db"]],
  host: [
    ["0.0.0.0", "0.0.0.0"],
    ["::1", "::1"],
    ["desk.example.com", "desk.example.com"],
  ],
  port: [
    ["0", 0],
    ["65535", 65_535],
  ],
  admin_token: [["0123456789abcdef", "0123456789abcdef"]],
  log_level: [
    ["trace", "trace"],
    ["silent", "silent"],
  ],
  workers: [
    ["1", 1],
    ["64", 64],
  ],
  mode: [["unified", "unified"]],
  now: [
    ["2026-05-29T22:00:00Z", "2026-05-29T22:00:00Z"],
    ["+2026-05-29T22:00:00Z", "+2026-05-29T22:00:00Z"],
  ],
  providers: [
    ["none", []],
    ["files", ["files"]],
    ["fmp, yahoo", ["fmp", "yahoo"]],
    ["massive", ["polygon"]],
  ],
  prices: [["./prices", "./prices"]],
  fundamentals: [
    ["on", true],
    ["off", false],
  ],
  provider_timeout: [["1", 1]],
  yahoo_url: [["http://127.0.0.1:9000", "http://127.0.0.1:9000"]],
  yahooquery_url: [["http://127.0.0.1:9000/", "http://127.0.0.1:9000"]],
  polygon_url: [["https://Proxy.example.com", "https://proxy.example.com"]],
  fmp_url: [["https://[::1]:9", "https://[::1]:9"]],
  polygon_key: [["k~!{}", "k~!{}"]],
  polygon_plan: [["advanced", "advanced"]],
  fmp_key: [["0123", "0123"]],
  fmp_daily_requests: [
    ["1", 1],
    ["1000000", 1_000_000],
  ],
  risk_free_rate: [
    ["0", 0],
    ["0.0375", 0.0375],
    ["-0.05", -0.05],
    ["0.5", 0.5],
  ],
  ping_url: [["https://hc.example.com/uuid?x=1", "https://hc.example.com/uuid?x=1"]],
  webhook_url: [["http://127.0.0.1/hook", "http://127.0.0.1/hook"]],
  test: [
    ["1", true],
    ["0", false],
  ],
};

const BAD: Readonly<Record<SettingKey, readonly string[]>> = {
  db: [""],
  host: ["", "a b", "http://x", "x/y", "x\n"],
  port: ["", "65536", "-1", "80.0", "8e3", "0x50", " 80", "http", "99999999999"],
  admin_token: ["", "short-one-of-15", "with spaces in its middle", "caractère-accentué-long"],
  log_level: ["", "INFO", "verbose"],
  workers: ["", "0", "65", "many", "-1", "1.5"],
  mode: ["", "Split", "both"],
  now: ["", "today", "2026-05-29", "2026-05-29T22:00:00", "2026-02-30T00:00:00Z", "+"],
  providers: ["", "yahoo,yahoo", "google", "yahoo,", "none,yahoo", "Yahoo"],
  prices: [""],
  fundamentals: ["", "yes", "ON", "1"],
  provider_timeout: ["0", "1.5", "301", "-1", ""],
  yahoo_url: [
    "",
    "127.0.0.1:9000",
    "ftp://x",
    "http://x/path",
    "http://x?y",
    "http://u:p@x",
    "http://",
    "http://x:99999",
  ],
  yahooquery_url: ["http://x/#"],
  polygon_url: ["polygon.io"],
  fmp_url: ["file:///etc/passwd"],
  polygon_key: ["", "two words", "line\nbreak"],
  polygon_plan: ["", "gold"],
  fmp_key: ["", "tab\there"],
  fmp_daily_requests: ["", "0", "-1", "1000001", "2.5", "many"],
  risk_free_rate: ["", "4%", "0,04", ".04", "4e-2", "0.51", "-0.051", "0.0000000001", " 0.04", "NaN"],
  ping_url: ["", "hc.example.com/uuid", "ftp://hc.example.com/uuid", "https://"],
  webhook_url: ["", "javascript:alert(1)"],
  test: ["", "true", "2", "yes"],
};

describe.each(SETTING_KEYS.map((key) => [key]))("%s", (key) => {
  test.each(GOOD[key].map(([text, value]) => [text, value]))("takes %p", (text, value) => {
    const report = from({ env: { [envNameOf(key)]: text as string } });
    expect(report.faults).toEqual([]);
    expect(report.config[key] as unknown).toEqual(value);
    expect(settingOf(report, key).shown).toBe(SETTINGS[key].secret ? "***" : (text as string));
  });

  test.each(BAD[key].map((text) => [text]))("refuses %p", (text) => {
    const report = from({ env: { [envNameOf(key)]: text } });
    expect(report.faults).toHaveLength(1);
    expect(report.faults[0]).toStartWith(`${envNameOf(key)}: `);
    expect(report.faults[0]).toMatch(/ is not accepted: .+\.$/);
    expect(settingOf(report, key).fault).not.toBeNull();
    expect(report.config[key] as unknown).toBeNull();
    expect(() => requireConfig(report)).toThrow(NightdeskError);
  });

  test("has a meaning, a name in the environment and a flag", () => {
    expect(SETTINGS[key].meaning.length).toBeGreaterThan(5);
    expect(envNameOf(key)).toBe(`NIGHTDESK_${key.toUpperCase()}`);
    expect(flagNameOf(key)).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe("faults", () => {
  test("are all told at once, with the values as they were given", () => {
    const report = from({
      flags: { port: "x" },
      env: { NIGHTDESK_MODE: "both", NIGHTDESK_NOW: "today", NIGHTDESK_COLOUR: "red" },
      stored: { workers: "0", theme: "dark" },
    });
    const told = report.faults.join("\n");
    for (const part of [
      '--port: "x"',
      'NIGHTDESK_MODE: "both"',
      "setting workers",
      '"theme"',
      "NIGHTDESK_COLOUR",
    ]) {
      expect(told).toContain(part);
    }
    expect(told).toContain('NIGHTDESK_NOW: "today"');
    expect(report.faults).toHaveLength(6);
    try {
      requireConfig(report);
    } catch (fault) {
      expect((fault as NightdeskError).code).toBe("bad_config");
      expect((fault as NightdeskError).message).toBe(report.faults.join(" "));
      return;
    }
    throw new Error("it was taken");
  });

  test("do not repeat a long value whole", () => {
    expect(from({ env: { NIGHTDESK_MODE: "x".repeat(5000) } }).faults.join().length).toBeLessThan(300);
  });
});

describe("unknown names", () => {
  test.each([
    "NIGHTDESK_PROT",
    "NIGHTDESK_",
    "NIGHTDESK_port",
    "NIGHTDESK_Port",
    "NIGHTDESK_CONSTRUCTOR",
    "NIGHTDESK___PROTO__",
  ])("%s in the environment is refused", (name) => {
    const report = from({ env: { [name]: "secret-value" } });
    expect(report.faults).toHaveLength(1);
    expect(report.faults[0]).toStartWith(`${name} is not a setting`);
    expect(report.faults[0]).not.toContain("secret-value");
    expect(report.config.port).toBe(8080);
  });

  test("outside of the prefix are nobody's business", () => {
    expect(
      from({ env: { PORT: "x", NIGHTDESKTOP: "1", MY_NIGHTDESK_PORT: "x", PATH: "/bin" } }).faults,
    ).toEqual([]);
  });

  test.each(["db", "now", "test", "theme", "PORT", "constructor", "__proto__"])(
    "%s in the setting table is refused",
    (key) => {
      const report = from({ stored: Object.fromEntries([[key, "1"]]) });
      expect(report.faults).toHaveLength(1);
      expect(report.faults[0]).toContain(`"${key}"`);
      expect([report.config.db, report.config.now, report.config.test]).toEqual([
        "./nightdesk.db",
        null,
        false,
      ]);
    },
  );
});

describe("test hooks", () => {
  const hook = { NIGHTDESK_TEST_KILL_AT: "import.staged" };

  test.each([[{}], [{ NIGHTDESK_TEST: "0" }], [{ NIGHTDESK_TEST: "yes" }]])(
    "are refused beside %p",
    (env) => {
      const report = from({ env: { ...env, ...hook } });
      expect(report.faults.join()).toContain(
        "NIGHTDESK_TEST_KILL_AT is a test hook; it needs NIGHTDESK_TEST=1.",
      );
      expect(report.killAt).toBeNull();
    },
  );

  test("are not let in by the setting table", () => {
    const report = from({ env: hook, stored: { test: "1" } });
    expect(report.faults).toHaveLength(2);
    expect(report.killAt).toBeNull();
  });

  test("are let in by NIGHTDESK_TEST=1", () => {
    const report = from({ env: { NIGHTDESK_TEST: "1", ...hook } });
    expect(report.faults).toEqual([]);
    expect(report.killAt).toBe("import.staged");
  });

  test("that do not exist are refused even then, and not for want of NIGHTDESK_TEST", () => {
    const report = from({ env: { NIGHTDESK_TEST: "1", NIGHTDESK_TEST_FLY: "1" } });
    expect(report.faults).toEqual(["NIGHTDESK_TEST_FLY is a test hook; it is none that there is; unset it."]);
  });
});

describe("secrets", () => {
  const hiddenValue = (key: SettingKey) => `https://hidden.example.com/${key}/0123456789`;

  test("there are some", () => {
    expect(SECRET_KEYS).toEqual(["admin_token", "polygon_key", "fmp_key", "ping_url", "webhook_url"]);
  });

  test.each([["environment"], ["setting table"]])(
    "from the %s are masked where shown and listed for striking",
    (source) => {
      const entries = SECRET_KEYS.map((key) => [
        source === "environment" ? envNameOf(key) : key,
        hiddenValue(key),
      ]);
      const report = from({ [source === "environment" ? "env" : "stored"]: Object.fromEntries(entries) });
      expect(report.faults).toEqual([]);
      expect(report.secrets).toEqual(SECRET_KEYS.map(hiddenValue));
      for (const key of SECRET_KEYS) {
        expect(settingOf(report, key)).toEqual({
          key,
          source: source as SettingSource,
          shown: "***",
          fault: null,
        });
        expect(report.config[key]).toBe(hiddenValue(key));
      }
      expect(JSON.stringify(report.settings)).not.toContain("hidden");
    },
  );

  test.each(SECRET_KEYS.map((key) => [key]))(
    "a bad %s is refused without its value, and still struck from logs",
    (key) => {
      const bad = "hidden value";
      const report = from({ env: { [envNameOf(key)]: bad } });
      expect(report.faults).toHaveLength(1);
      expect(JSON.stringify([report.faults, report.settings])).not.toContain("hidden");
      expect(report.faults[0]).toStartWith(`${envNameOf(key)}: *** is not accepted: `);
      expect(report.secrets).toEqual([bad]);
    },
  );
});
