import type { LedgerEntry } from "../../api/client.ts";
import { decimal } from "../../api/money.ts";
import { text } from "../../texts.ts";

const LINE_END = "\r\n";

export const csvHead = (): string => text.budget.columns.map(cell).join(",") + LINE_END;

export function csvLines(entries: LedgerEntry[], nameOf: (pod: string) => string): string {
  return entries.map((entry) => line(entry, nameOf) + LINE_END).join("");
}

function line(entry: LedgerEntry, nameOf: (pod: string) => string): string {
  const { timestamp, kind, amount_usdc, category, description, payee, pod_id, charge_id, reference_id, run_id } = entry;
  const texts = [category, description, payee, nameOf(pod_id), pod_id, charge_id, reference_id, run_id].map(cell);
  return [timestamp, kind, decimal(amount_usdc), ...texts].join(",");
}

/** A text as a cell (RFC 4180). Agents wrote it: what a spreadsheet would run as a formula gets a quote in front. */
function cell(value: string | null | undefined): string {
  const plain = value ?? "";
  const safe = /^[=+\-@\t\r\n]/.test(plain) ? `'${plain}` : plain;
  return `"${safe.replaceAll('"', '""')}"`;
}
