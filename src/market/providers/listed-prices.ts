import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { SymbolName } from "../symbol.ts";
import type { HttpStatus, ProviderHttp } from "./http.ts";
import { isNewYorkListing } from "./listing.ts";
import type { FetchContext, PriceProvider, PriceQuery, Told } from "./provider.ts";

/** Prices of what is listed in New York, over one connection. */
export abstract class ListedPrices implements PriceProvider {
  abstract readonly id: NetworkProvider;
  protected readonly http: ProviderHttp;
  protected readonly width: number;

  /** @param width How many symbols are in hand at once; the gate decides how many requests are under way. */
  constructor(http: ProviderHttp, width: number) {
    this.http = http;
    this.width = width;
  }

  get status(): HttpStatus {
    return this.http.status;
  }

  supports(symbol: SymbolName): boolean {
    return isNewYorkListing(symbol);
  }

  abstract cost(queries: readonly PriceQuery[]): number;

  abstract fetch<Q extends PriceQuery>(
    queries: readonly Q[],
    told: Told<Q>,
    context: FetchContext,
  ): Promise<void>;
}
