// Times, amounts and sizes as people read them.
const DATE_TIME = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

export function dateTime(at: string | number | Date): string {
  return DATE_TIME.format(new Date(at));
}

export function relative(at: string | number | Date): string {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? RELATIVE.format(Math.round(seconds / unit[1]), unit[0]) : "now";
}

/** How long ago, or in how long; the tooltip has the time itself. */
export function Time({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="dim">–</span>;
  return <time dateTime={at} title={dateTime(at)}>{relative(at)}</time>;
}

/** An amount in USDC, which counts as dollars. */
export function money(usdc: number | string): string {
  const amount = Number(usdc);
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 6 : 2;
  return `$${amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

export function bytes(count: number): string {
  const unit = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10));
  const amount = count / 1024 ** unit;
  return `${amount.toLocaleString("en", { maximumFractionDigits: unit && amount < 10 ? 1 : 0 })} ${["B", "KB", "MB", "GB", "TB"][unit]}`;
}

export const count = (value: number): string => value.toLocaleString("en");
