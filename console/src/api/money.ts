// Amounts of the API are integers: millionths of a USDC, which counts as a dollar.
export const ATOMIC = 1_000_000;

/** In USDC, for charts. */
export const fromAtomic = (atomic: number): number => atomic / ATOMIC;

/** As in a field, without a currency: `12.5`. */
export const decimal = (atomic: number): string => String(fromAtomic(atomic));

/** What {@link atomic} accepts, as the pattern of a field. */
export const AMOUNT_PATTERN = String.raw`\s*\$?(?=.*[1-9])\d{1,9}([.,]\d{1,6})?\s*`;

const AMOUNT = new RegExp(`^${AMOUNT_PATTERN}$`);

/** What somebody typed, in atomic USDC; undefined if it is no amount, or nothing. Accepts a decimal comma. */
export function atomic(typed: string): number | undefined {
  if (!AMOUNT.test(typed)) return undefined;
  return Math.round(Number(typed.trim().replace(/^\$/, "").replace(",", ".")) * ATOMIC);
}
