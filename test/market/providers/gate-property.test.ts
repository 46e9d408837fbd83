import { expect, test } from "bun:test";
import fc from "fast-check";
import { MadeGate, MINUTE, SECOND } from "./made-gate.ts";

const request = fc.record({
  takes: fc.integer({ min: 0, max: 20 * SECOND }),
  end: fc.constantFrom("succeeded" as const, "failed" as const, "stopped" as const, "pause" as const),
  pause: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 90 * SECOND })),
  isAborted: fc.boolean(),
});
const limits = fc.record({
  concurrency: fc.integer({ min: 1, max: 6 }),
  perMinute: fc.integer({ min: 1, max: 20 }),
  tripAfter: fc.integer({ min: 1, max: 8 }),
  coolDown: fc.constantFrom(10 * SECOND, 5 * MINUTE),
});

test("whatever befalls requests, the gate keeps its limits, and every slot comes back", async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(request, { maxLength: 40, size: "max" }), async (own, requests) => {
      const made = new MadeGate(own);
      const { gate, clock } = made;
      const [went, pauses]: [number[], { readonly from: number; readonly until: number }[]] = [[], []];
      let inside = 0;
      const one = async ({ takes, end, pause, isAborted }: (typeof requests)[number]) => {
        const stop = new AbortController();
        const entering = gate.enter({ deadline: clock.elapsed() + 10 * MINUTE, signal: stop.signal });
        if (isAborted) stop.abort("stopped");
        const admission = await entering.catch((reason: unknown) => reason);
        if (isAborted && admission === "stopped") return;
        if ((admission as { kind: string }).kind === "closed") return;
        inside += 1;
        went.push(clock.elapsed());
        expect(inside).toBeLessThanOrEqual(own.concurrency);
        expect(gate.status.underWay).toBeGreaterThanOrEqual(inside);
        const now = clock.elapsed();
        expect(pauses.filter(({ from, until }) => from <= now && now < until)).toEqual([]);
        expect(gate.status.breaker).not.toBe("open");
        await clock.wait(takes, made.stop.signal);
        inside -= 1;
        if (end !== "pause") return gate[end]();
        gate.pause(pause);
        pauses.push({ from: clock.elapsed(), until: clock.elapsed() + (pause ?? 0) });
      };
      await Promise.all(requests.map(one));
      expect(inside).toBe(0);
      expect(gate.status.underWay).toBe(0);
      for (const start of went)
        expect(went.filter((at) => at >= start && at < start + MINUTE).length).toBeLessThanOrEqual(
          own.perMinute,
        );
    }),
    { numRuns: 200 },
  );
});
