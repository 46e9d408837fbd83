import { describe, expect, test } from "bun:test";
import { NETWORK_PROVIDERS, type NetworkProvider } from "../../../db/schema/words.ts";
import { limitsOf } from "../../../src/market/providers/limits.ts";
import { requireConfig, resolveConfig } from "../../../src/platform/config.ts";

const limits = (provider: NetworkProvider, env: Readonly<Record<string, string>> = {}) =>
  limitsOf(provider, requireConfig(resolveConfig({ flags: {}, env, stored: {} })));

describe("the limits of a provider", () => {
  test.each([
    ["free", 5],
    ["starter", 100],
    ["developer", 1_000],
    ["advanced", 10_000],
  ])("of Polygon's plan %s permit %i requests a minute", (plan, perMinute) => {
    expect(limits("polygon", { NIGHTDESK_POLYGON_PLAN: plan }).perMinute).toBe(perMinute);
  });

  test("are the free plan's where none is told, and another provider's are not the plan's", () => {
    const env = { NIGHTDESK_POLYGON_PLAN: "advanced" };
    expect(limits("polygon").perMinute).toBe(5);
    expect(limits("yahoo", env)).toEqual(limits("yahoo"));
    expect(limits("fmp", env)).toEqual(limits("fmp"));
  });

  test("have the time limit of the settings", () => {
    for (const provider of NETWORK_PROVIDERS) {
      expect(limits(provider).timeout).toBe(15_000);
      expect(limits(provider, { NIGHTDESK_PROVIDER_TIMEOUT: "3" }).timeout).toBe(3_000);
    }
  });

  test.each(NETWORK_PROVIDERS.map((each) => [each]))("of %s fit together", (provider) => {
    const each = limits(provider);
    expect(Object.values(each).every((value) => Number.isInteger(value) && value > 0)).toBe(true);
    // A pause that nobody waits for must be possible, and one that is waited for must end within the stage.
    expect(each.pause).toBeLessThanOrEqual(each.longestPause);
    expect(each.longestPause).toBeLessThan(each.stage);
    // A breaker that opens must be able to close again in the same run.
    expect(each.coolDown).toBeLessThan(each.stage);
    // More side by side than in a minute would only wait.
    expect(each.concurrency).toBeLessThanOrEqual(each.perMinute);
  });
});
