// Amounts of the API are integers: millionths of a USDC.
import { money } from "../../ui/format.tsx";

export const ATOMIC = 1_000_000;

export const usdc = (atomic: number): string => (atomic < 0 ? `−${money(-atomic / ATOMIC)}` : money(atomic / ATOMIC));

/** As in a field, without a currency: `12.5`. */
export const decimal = (atomic: number): string => String(atomic / ATOMIC);

/** What somebody typed, in atomic USDC; undefined if it is no amount. Accepts a decimal comma. */
export function atomic(typed: string): number | undefined {
  const plain = typed.trim().replace(/^\$/, "").replace(",", ".");
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * ATOMIC) || undefined;
}
