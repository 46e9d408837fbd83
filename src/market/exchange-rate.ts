import { parseSymbol, type SymbolName } from "./symbol.ts";

/** Currencies that are quoted in hundredths, by the vendors' words for them. */
const HUNDREDTHS: Readonly<Record<string, string>> = { GBp: "GBP", GBX: "GBP", ZAc: "ZAR", ILA: "ILS" };

const CODE = /^[A-Z]{3}$/;
/** ISO's codes for no currency, and for tests. */
const NO_CURRENCIES: ReadonlySet<string> = new Set(["XXX", "XTS"]);

let known: ReadonlySet<string> | null = null;

/** Whether a text is the code of a currency that there is, or was, or a vendor's word for hundredths of one. */
export function isCurrency(text: string): boolean {
  known ??= new Set(Intl.supportedValuesOf("currency"));
  return (known.has(text) && !NO_CURRENCIES.has(text)) || Object.hasOwn(HUNDREDTHS, text);
}

/** The whole currency behind a vendor's word for one: GBp is GBP. */
export function wholeCurrency(currency: string): string {
  return Object.hasOwn(HUNDREDTHS, currency) ? (HUNDREDTHS[currency] ?? currency) : currency;
}

/** The symbol of the rate from one currency to another, such as EURUSD=X; null if both are one, or one is none. */
export function rateSymbol(from: string, to: string): SymbolName | null {
  const [own, other] = [wholeCurrency(from), wholeCurrency(to)];
  return own === other || !CODE.test(own) || !CODE.test(other) ? null : parseSymbol(`${own}${other}=X`);
}
