const UNITS = 1_000_000;

/** Amounts are in millionths of a USDC. */
export const usdc = (atomic: number): number => atomic / UNITS;
