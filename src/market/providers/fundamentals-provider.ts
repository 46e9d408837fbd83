import type { Frequency, InstrumentType, NetworkProvider } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { GroupValues, ProfileGroup, Statement } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
import type { HttpStatus } from "./http.ts";
import type { Fault } from "./outcome.ts";
import type { FetchContext } from "./provider.ts";

/** The groups that are wanted of a symbol's profile. */
export interface ProfileQuery {
  readonly symbol: SymbolName;
  /** As far as it is known. */
  readonly type: InstrumentType | null;
  /** At least one. */
  readonly groups: readonly ProfileGroup[];
}

/** The provider knows the symbol, and has nothing of the kind. */
export interface NoData {
  readonly kind: "no_data";
  readonly detail: string;
}

/** How a group fared, or why it is not there. */
export type GroupOutcome<G extends ProfileGroup = ProfileGroup> =
  | { readonly kind: "told"; readonly asOf: IsoDate; readonly values: GroupValues[G] }
  | NoData
  | Fault;

/** How the groups of one query fared: each that was asked for and that the provider has, and what came along with them. */
export type ProfileOutcome = { readonly [G in ProfileGroup]?: GroupOutcome<G> };

/** Told how the call for a symbol ended; the next one waits for it. */
export type ProfileTold<Q extends ProfileQuery> = (query: Q, outcome: ProfileOutcome) => Promise<void>;

/** The statements that are wanted of a company: all three kinds, of periods that end on or after a day. */
export interface StatementQuery {
  readonly symbol: SymbolName;
  readonly frequencies: readonly Frequency[];
  readonly since: IsoDate;
  /**
   * The newest fiscal periods that are stored; null for none. Where statements are asked for part by part, the rest is left
   * out once nothing newer has come.
   */
  readonly known: { readonly quarterly: IsoDate | null; readonly annual: IsoDate | null };
}

/** How a call for statements ended. What came is of some periods at least; not of all if something broke it off. */
export type StatementOutcome =
  | { readonly kind: "statements"; readonly statements: readonly Statement[]; readonly ended?: Fault }
  | NoData
  | Fault;

export type StatementTold<Q extends StatementQuery> = (query: Q, outcome: StatementOutcome) => Promise<void>;

/**
 * A source of profiles and statements. Whatever happens inside of it leaves as an outcome; nothing is thrown but the
 * signal's reason and what `told` throws.
 */
export interface FundamentalsProvider {
  readonly id: NetworkProvider;
  /** The groups that it has of some symbols. */
  readonly groups: ReadonlySet<ProfileGroup>;
  /** Whether it has symbols of this form at all. */
  supports(symbol: SymbolName): boolean;
  /** Fetches profiles, several at a time or many a request, and tells each query's outcome once. */
  profiles<Q extends ProfileQuery>(
    queries: readonly Q[],
    told: ProfileTold<Q>,
    context: FetchContext,
  ): Promise<void>;
  /** Fetches statements, several companies at a time, and tells each query's outcome once. */
  statements<Q extends StatementQuery>(
    queries: readonly Q[],
    told: StatementTold<Q>,
    context: FetchContext,
  ): Promise<void>;
  readonly status: HttpStatus;
}
