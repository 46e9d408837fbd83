import { parseSymbol, type SymbolName } from "./symbol.ts";

/** Currencies that are quoted in hundredths, by the vendors' words for them. */
const HUNDREDTHS: Readonly<Record<string, string>> = { GBp: "GBP", GBX: "GBP", ZAc: "ZAR", ILA: "ILS" };

const CODE = /^[A-Z]{3}$/;

/** Whether a text is a currency: three capitals, or a vendor's word for hundredths of one. */
export function isCurrency(text: string): boolean {
  return CODE.test(text) || Object.hasOwn(HUNDREDTHS, text);
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
