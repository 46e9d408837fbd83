import type { NetworkProvider } from "../../../db/schema/words.ts";
import type {
  FundamentalsProvider,
  GroupOutcome,
  ProfileOutcome,
  ProfileQuery,
} from "../providers/fundamentals-provider.ts";
import type { FundamentalPorts, SearchEnd } from "./collect-ports.ts";
import type { ProfileGroup } from "./field-group.ts";
import type { FundamentalsTally } from "./fundamentals-counts.ts";
import { decisive, type GroupRun, isUndecided, type Untold } from "./group-state.ts";
import type { ProfileNeed } from "./profile-needs.ts";
import { ProfileStore } from "./profile-store.ts";

/**
 * Providers that are slow or counted by the day: they are asked once the night's prices are there, and for what nobody has
 * ever told; to refresh it only where there is no other, and then by the month.
 */
const SPARE: ReadonlySet<NetworkProvider> = new Set<NetworkProvider>(["polygon", "fmp"]);

/** A symbol on its way through the providers. */
class PendingProfile {
  readonly need: ProfileNeed;
  /** Groups that nobody has answered for yet. */
  readonly open: Set<ProfileGroup>;
  /** What was last said of a group that is open, and by whom. */
  readonly said = new Map<ProfileGroup, { readonly provider: NetworkProvider; readonly outcome: Untold }>();

  constructor(need: ProfileNeed) {
    this.need = need;
    this.open = new Set(need.groups);
  }

  /** What a provider may be asked for of it. */
  askable(provider: FundamentalsProvider, isAlone: boolean): readonly ProfileGroup[] {
    const { symbol, groups, missing } = this.need;
    if (!provider.supports(symbol)) return [];
    const isMonthly = isAlone && groups.includes("identity");
    const wanted = SPARE.has(provider.id) && !isMonthly ? missing : groups;
    return wanted.filter((group) => this.open.has(group) && provider.groups.has(group));
  }
}

interface PendingQuery extends ProfileQuery {
  readonly pending: PendingProfile;
}

/**
 * Collects the profiles that are due: provider after provider is asked for the groups that the ones before it have not told.
 * A group that fails leaves the others, and what was told of it before, alone.
 */
export class ProfileCollector {
  readonly #ports: FundamentalPorts;
  readonly #store: ProfileStore;
  readonly #spares: readonly FundamentalsTally[];
  readonly #others: readonly FundamentalsTally[];
  /** Those that wait for the spare providers. */
  #left: readonly PendingProfile[] = [];

  constructor(ports: FundamentalPorts) {
    this.#ports = ports;
    this.#store = new ProfileStore(ports.writer.db);
    this.#spares = ports.providers.filter(({ provider }) => SPARE.has(provider.id));
    this.#others = ports.providers.filter(({ provider }) => !SPARE.has(provider.id));
  }

  /**
   * Collects what is needed from all but the spare providers. Each need is told as ended once, here or by rest().
   * @throws the signal's reason, and what the writer throws.
   */
  async collect(needs: readonly ProfileNeed[]): Promise<void> {
    const all = needs.map((need) => new PendingProfile(need));
    for (const tally of this.#others) await this.#ask(tally, all);
    const left = new Set(
      all.filter((each) => this.#spares.some(({ provider }) => this.#askable(each, provider).length > 0)),
    );
    this.#left = [...left];
    for (const pending of all) if (!left.has(pending)) await this.#giveUp(pending);
  }

  /** Whether rest() has anything to ask for. */
  get isOpen(): boolean {
    return this.#left.length > 0;
  }

  /**
   * Asks the spare providers for what is left.
   * @throws the signal's reason, and what the writer throws.
   */
  async rest(): Promise<void> {
    for (const tally of this.#spares) await this.#ask(tally, this.#left);
    for (const pending of this.#left) await this.#giveUp(pending);
    this.#left = [];
  }

  #askable(pending: PendingProfile, provider: FundamentalsProvider): readonly ProfileGroup[] {
    return pending.askable(provider, this.#others.length === 0);
  }

  async #ask(tally: FundamentalsTally, all: readonly PendingProfile[]): Promise<void> {
    const { provider } = tally;
    const queries = all.flatMap((pending): PendingQuery[] => {
      const groups = this.#askable(pending, provider);
      const { symbol, type } = pending.need;
      return groups.length === 0 ? [] : [{ pending, symbol, type, groups }];
    });
    if (queries.length === 0) return;
    const { clock, signal } = this.#ports;
    const told = (query: PendingQuery, outcome: ProfileOutcome) => this.#told(tally, query, outcome);
    await provider.profiles(queries, told, { now: clock.now(), signal });
  }

  async #told(tally: FundamentalsTally, { pending, symbol, groups }: PendingQuery, outcome: ProfileOutcome) {
    const { id } = tally.provider;
    const run = this.#run();
    const accepted = new Map(
      (Object.entries(outcome) as [ProfileGroup, GroupOutcome][]).map(([group, each]) => {
        return [group, this.#store.accepted(symbol, each)] as const;
      }),
    );
    for (const group of groups) tally.said(accepted.get(group)?.kind ?? "no_data");
    await this.#ports.step(symbol, () => {
      for (const [group, each] of accepted) {
        if (groups.includes(group)) this.#take(pending, id, group, each, run);
        // A better provider's quote of the day is not overwritten by what nobody asked a spare one for.
        else if (each.kind === "told" && !SPARE.has(id)) this.#store.alongside(symbol, id, group, each);
      }
      return pending.open.size === 0 ? DONE : null;
    });
  }

  /**
   * A provider that knows the symbol and has nothing of the kind has answered for all; but for a group that was told before,
   * or of which a better provider could not say: then the others are asked as well.
   */
  #take(
    pending: PendingProfile,
    provider: NetworkProvider,
    group: ProfileGroup,
    outcome: GroupOutcome,
    run: GroupRun,
  ): void {
    const before = pending.said.get(group);
    const isBelieved =
      outcome.kind === "no_data" && !pending.need.told.includes(group) && !isUndecided(before?.outcome);
    if (outcome.kind === "told" || isBelieved) {
      this.#store.store(pending.need.symbol, provider, group, outcome, run);
      pending.open.delete(group);
    } else if (before === undefined || decisive(before.outcome, outcome) === outcome)
      pending.said.set(group, { provider, outcome });
  }

  /** Ends the search for what nobody has answered: what was told of it before stands. */
  async #giveUp(pending: PendingProfile): Promise<void> {
    if (pending.open.size === 0) return;
    const { symbol } = pending.need;
    const run = this.#run();
    await this.#ports.step(symbol, () => {
      let end = DONE;
      for (const group of pending.open) {
        const said = pending.said.get(group);
        if (said === undefined) {
          this.#store.unanswerable(symbol, group, run);
          continue;
        }
        const { kind, detail } = said.outcome;
        const isGone = kind === "no_data" || kind === "not_found";
        const isVanished = isGone && pending.need.told.includes(group);
        if (isVanished) this.#store.vanished(symbol, group, said.outcome, run);
        else this.#store.store(symbol, said.provider, group, said.outcome, run);
        end = { missing: isVanished ? "vanished" : kind, detail };
      }
      return end;
    });
  }

  #run(): GroupRun {
    return { now: this.#ports.clock.now(), night: this.#ports.night };
  }
}

const DONE: SearchEnd = { missing: null, detail: null };
