import { crashPoint } from "../../platform/crash-point.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Replayed, ReplayedSession } from "../../portfolio/snapshot.ts";
import { accountDuty } from "../duties.ts";
import type { Work } from "../journal.ts";
import type { AccountGroup } from "../plan.ts";
import { SnapshotStore } from "../snapshot-store.ts";
import { DONE, FAILED, type StepEnd, UNCHANGED, type Unit } from "../step.ts";
import type { Stored } from "../stored.ts";
import type { PhaseContext } from "./context.ts";
import { isolated } from "./isolate.ts";

/** Positions that one answer of a worker holds at most: more would keep the main thread reading it. */
const POSITIONS_PER_ANSWER = 100_000;

interface Account {
  readonly group: AccountGroup;
  readonly sessions: readonly IsoDate[];
}

/** A portfolio's sessions, whatever they are planned for, in their order. */
function accountsOf(groups: readonly AccountGroup[]): readonly Account[] {
  const byPortfolio = Map.groupBy(groups, ({ portfolioId }) => portfolioId);
  return [...byPortfolio.values()].map((own) => ({
    group: own[0] as AccountGroup,
    sessions: own.flatMap(({ sessions }) => sessions).sort(),
  }));
}

function endOf({ snapshot }: Replayed, stored: Stored): StepEnd {
  if (stored === "unchanged") return UNCHANGED;
  const [reason] = snapshot.reasons;
  // A fund's value that is still due degrades nothing: the snapshot says that it is provisional.
  const isDone = reason === undefined || snapshot.status !== "partial";
  return isDone ? DONE : { outcome: "partial", reason };
}

/** Phase 2: replays each portfolio's books from its first gap or stale session, and writes the snapshots. */
export async function account(context: PhaseContext): Promise<void> {
  const { plan, journal, pool } = context;
  const waiting = [...accountsOf(plan.accounts)];
  if (waiting.length === 0) return;
  const store = new SnapshotStore(context.writer, context.revisions, plan.seen);
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      await accountPortfolio(context, store, one);
    }
  };
  await journal.phase("phase_2", async () => {
    // One more than there are workers, so that they compute while an answer is written. After a fault the others end what
    // they have in hand: nothing may be stored once the run has been sealed.
    const hands = Array.from({ length: pool.size + 1 }, () =>
      next().catch((fault: unknown) => {
        waiting.length = 0;
        throw fault;
      }),
    );
    const ended = await Promise.allSettled(hands);
    const failed = ended.find((each) => each.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  });
}

/** The snapshots of some sessions, or why there is none, a null for each that cannot be computed, told in the log. */
function replay(
  context: PhaseContext,
  { portfolioId, name }: AccountGroup,
  sessions: readonly IsoDate[],
): Promise<readonly (ReplayedSession | null)[]> {
  const { journal, pool, log, assumedRate } = context;
  return isolated(
    context,
    sessions,
    (part) => pool.ask(accountDuty, { portfolioId, sessions: part, assumedRate }),
    async (session, fault) => {
      log.error({ err: fault, portfolio: name, session }, "a portfolio could not be accounted");
      await journal.log("error", "phase_2", `${name} could not be accounted on ${session}: ${fault.message}`);
    },
  );
}

async function accountPortfolio(
  context: PhaseContext,
  snapshots: SnapshotStore,
  { group, sessions }: Account,
): Promise<void> {
  const { journal } = context;
  const { portfolioId, publicId, lots } = group;
  const step = Math.max(1, Math.floor(POSITIONS_PER_ANSWER / Math.max(1, lots)));
  const unitOf = (date: IsoDate): Unit => ({ phase: "phase_2", key: publicId, date });
  for (let from = 0; from < sessions.length; from += step) {
    journal.throwIfStopped();
    const part = sessions.slice(from, from + step);
    const replayed = await replay(context, group, part);
    const works = replayed.map((each, index): Work => {
      const store = (): StepEnd => {
        if (each === null) return FAILED;
        if (each.gap === null) return endOf(each, snapshots.store(portfolioId, each, journal.now()));
        snapshots.storeGap(portfolioId, each, journal.now());
        return { outcome: "skipped", reason: each.gap };
      };
      return { unit: unitOf(part[index] as IsoDate), store };
    });
    await journal.store("phase_2", works);
    crashPoint("run.accounted");
  }
}
