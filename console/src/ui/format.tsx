// Times, amounts and sizes as people read them.
// Formatters of `Intl` are slow to make: none is made before it is needed, and none where a plain function does.
import { decimal } from "../api/money.ts";

let relativeFormat: Intl.RelativeTimeFormat | undefined;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

export function dateTime(at: string | number | Date): string {
  return `${date(at)}, ${time(at)}`;
}

/** Such as “Nov 30, 2026”. */
export function date(at: string | number | Date): string {
  const [, month, day, year] = new Date(at).toDateString().split(" ");
  return `${month} ${Number(day)}, ${year}`;
}

/** Such as “5:04 PM”. */
function time(at: string | number | Date): string {
  const then = new Date(at);
  const hours = then.getHours();
  return `${hours % 12 || 12}:${String(then.getMinutes()).padStart(2, "0")} ${hours < 12 ? "AM" : "PM"}`;
}

export function relative(at: string | number | Date): string {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return "now";
  relativeFormat ??= new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  return relativeFormat.format(Math.round(seconds / unit[1]), unit[0]);
}

/** How long ago, or in how long; the tooltip has the time itself. */
export function Time({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="dim">–</span>;
  return <time dateTime={at} title={dateTime(at)}>{relative(at)}</time>;
}

/** An atomic amount of the API, with all its digits: somebody may decide by it. */
export function usdc(atomic: number): string {
  const [whole = "", fraction = ""] = decimal(Math.abs(atomic)).split(".");
  return `${atomic < 0 ? "−" : ""}$${grouped(whole)}.${fraction.padEnd(2, "0")}`;
}

/** An amount in USDC, which counts as dollars, rounded to cents where that leaves something. For charts. */
export function money(usdc: number | string): string {
  const amount = Number(usdc);
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 6 : 2;
  const [whole = "", fraction = ""] = amount.toFixed(digits).split(".");
  return `$${grouped(whole)}.${fraction.replace(/(?<=..)0+$/, "")}`;
}

export function bytes(count: number): string {
  const unit = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10));
  const amount = count / 1024 ** unit;
  return `${amount.toLocaleString("en", { maximumFractionDigits: unit && amount < 10 ? 1 : 0 })} ${["B", "KB", "MB", "GB", "TB"][unit]}`;
}

export const count = (value: number): string => grouped(String(value));

/** With commas between the thousands. */
const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ",");
