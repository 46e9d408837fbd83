import type { MeasuredSession } from "../../market/metrics/metric-source.ts";
import type { Work } from "../journal.ts";
import { MetricStore } from "../metric-store.ts";
import { type MetricQuestion, metricsDuty } from "../metrics-duty.ts";
import type { SymbolGroup } from "../plan.ts";
import { FAILED, metricsKey } from "../step.ts";
import { endOf } from "../stored.ts";
import type { PhaseContext } from "./context.ts";
import { isolated } from "./isolate.ts";

/** Metrics that a worker is asked for at once: some milliseconds of work, and as long to be stored. */
const SESSIONS_AT_ONCE = 256;

/** Questions with what became of them; null where they failed. */
interface Answered {
  readonly questions: readonly MetricQuestion[];
  readonly answers: readonly (readonly MeasuredSession[] | null)[];
}

/** Planned metrics by symbol, whatever each session is planned for, in questions of some sessions each. */
function questionsOf(groups: readonly SymbolGroup[]): readonly (readonly MetricQuestion[])[] {
  const bySymbol = Map.groupBy(groups, ({ symbolId }) => symbolId);
  const parts: MetricQuestion[][] = [];
  let room = 0;
  for (const own of bySymbol.values()) {
    const { symbolId, symbol } = own[0] as SymbolGroup;
    const sessions = own.flatMap((group) => group.sessions).sort();
    if (room <= 0) {
      parts.push([]);
      room = SESSIONS_AT_ONCE;
    }
    parts.at(-1)?.push({ symbolId, symbol, sessions });
    room -= sessions.length;
  }
  return parts;
}

/** Metrics of symbols, a part of phase 3: they are made by the workers while those that are there are stored. */
export async function makeMetrics(context: PhaseContext): Promise<void> {
  const { plan, writer, pool, journal } = context;
  const store = new MetricStore(writer, plan.seen);
  const parts = questionsOf(plan.metrics);
  const ask = (from: number) =>
    Promise.all(parts.slice(from, from + pool.size).map((questions) => answered(context, questions)));
  let ahead = ask(0);
  try {
    for (let from = 0; from < parts.length; from += pool.size) {
      const round = await ahead;
      ahead = ask(from + pool.size);
      // It is awaited in the next turn; until then a fault of it must not pass for one that nobody handles.
      ahead.catch(() => undefined);
      await journal.store(
        "phase_3",
        round.flatMap((each) => worksOf(each, store)),
      );
    }
  } finally {
    // Nothing may be told in the log once the run has been sealed.
    await ahead.catch(() => undefined);
  }
}

async function answered(context: PhaseContext, questions: readonly MetricQuestion[]): Promise<Answered> {
  const { pool, log, journal } = context;
  const answers = await isolated(
    context,
    questions,
    (part) => pool.ask(metricsDuty, part),
    async ({ symbol }, fault) => {
      log.error({ err: fault, symbol }, "a computation failed");
      await journal.log(
        "error",
        "phase_3",
        `the metrics of ${symbol} could not be computed: ${fault.message}`,
      );
    },
  );
  return { questions, answers };
}

function worksOf({ questions, answers }: Answered, store: MetricStore): readonly Work[] {
  return questions.flatMap(({ symbolId, symbol, sessions }, at) =>
    sessions.map((date, index): Work => {
      const measured = answers[at]?.[index];
      return {
        unit: { phase: "phase_3", key: metricsKey(symbol), date },
        store: () => (measured === undefined ? FAILED : endOf(store.store(symbolId, measured))),
      };
    }),
  );
}
