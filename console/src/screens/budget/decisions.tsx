// What a person may do with a charge.
import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import type { Charge } from "../../api/client.ts";
import { atomic, decimal } from "../../api/money.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { usdc } from "../../ui/format.tsx";
import { toast } from "../../ui/toast.tsx";

interface Props {
  charge: Charge;
  onClose: () => void;
}

function done(message: string): void {
  void queries.invalidateQueries({ queryKey: ["budget"] });
  void queries.invalidateQueries({ queryKey: ["usage"] });
  toast(message);
}

/** The amount, or an error that the dialog shows. */
function checked(typed: string): number {
  const amount = atomic(typed);
  if (amount === undefined) throw new Error(text.budget.wrongSingle);
  return amount;
}

export function CaptureDialog({ charge, onClose }: Props) {
  const [typed, setTyped] = useState(decimal(charge.amount_usdc));
  const capture = async () => {
    await api.POST("/v1/charges/{id}/capture", { params: { path: { id: charge.id } }, body: { amount: checked(typed) } });
    done(text.budget.captured);
  };
  return (
    <Confirm title={text.budget.capture} action={text.budget.capture} onConfirm={capture} onClose={onClose}>
      <Field label={text.budget.captureAmount} hint={text.budget.captureHint(usdc(charge.amount_usdc))} inputMode="decimal" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
    </Confirm>
  );
}

export function ReleaseDialog({ charge, onClose }: Props) {
  const release = async () => {
    await api.POST("/v1/charges/{id}/release", { params: { path: { id: charge.id } } });
    done(text.budget.released);
  };
  return (
    <Confirm title={text.budget.releaseTitle} action={text.budget.release} onConfirm={release} onClose={onClose}>
      <p>{text.budget.releaseBody(usdc(charge.amount_usdc))}</p>
    </Confirm>
  );
}

export function RefundDialog({ charge, onClose }: Props) {
  const [typed, setTyped] = useState(decimal(charge.amount_usdc - charge.refunded_usdc));
  const [reason, setReason] = useState("");
  const refund = async () => {
    await api.POST("/v1/charges/{id}/refund", { params: { path: { id: charge.id } }, body: { amount: checked(typed), reason: reason || null } });
    done(text.budget.refundDone);
  };
  return (
    <Confirm title={text.budget.refundTitle} action={text.budget.refundAction} onConfirm={refund} onClose={onClose}>
      <p class="dim">{text.budget.refundBody}</p>
      <Field label={text.budget.refundAmount} inputMode="decimal" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
      <Field label={text.budget.refundReason} value={reason} maxLength={500} onInput={({ currentTarget }) => setReason(currentTarget.value)} />
    </Confirm>
  );
}
