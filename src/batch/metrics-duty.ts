import type { Duty } from "../compute/duty.ts";
import { type MeasuredSession, MetricSource } from "../market/metrics/metric-source.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** Sessions of a symbol whose metrics are wanted. */
export interface MetricQuestion {
  readonly symbolId: number;
  readonly symbol: string;
  readonly sessions: readonly IsoDate[];
}

/** Makes the metrics of symbols at sessions, in their order, from one read snapshot; a symbol's bars are read once. */
export const metricsDuty: Duty<readonly MetricQuestion[], readonly (readonly MeasuredSession[])[]> = {
  name: "metrics",
  answer: (db, questions) => {
    const source = new MetricSource(db);
    return questions.map(({ symbolId, sessions }) => source.measure(symbolId, sessions));
  },
};
