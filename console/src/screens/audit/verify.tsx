import { useState } from "preact/hooks";
import { api, content, inPod, type Verified } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import { ErrorNotice } from "../../ui/states.tsx";

const t = text.audit;
/** The most entries that one request verifies. */
const PART = 10_000;

/** Computes all hashes again, from the first entry to the last. */
async function verifyAll(pod: string, onChecked: (count: number) => void, isWanted: () => boolean): Promise<{ result: Verified; checked: number }> {
  let cursor: string | undefined;
  let checked = 0;
  for (;;) {
    const result = await content(api.GET("/v1/audit/verify", { params: { header: inPod(pod), query: { limit: PART, cursor } } }));
    checked += result.checked;
    onChecked(checked);
    cursor = result.next_cursor ?? undefined;
    if (!cursor || !isWanted()) return { result, checked };
  }
}

export function Verify({ pod }: { pod: string }) {
  const [isOpen, setOpen] = useState(false);
  const [checked, setChecked] = useState(0);
  const [outcome, setOutcome] = useState<{ result: Verified; checked: number }>();
  const [error, setError] = useState<unknown>();
  const [run, setRun] = useState<{ isWanted: boolean }>();
  const verify = async () => {
    const current = { isWanted: true };
    setRun(current);
    setOpen(true);
    setOutcome(undefined);
    setError(undefined);
    setChecked(0);
    try {
      const found = await verifyAll(pod, setChecked, () => current.isWanted);
      if (current.isWanted) setOutcome(found);
    } catch (caught) {
      setError(caught);
    }
  };
  const close = () => {
    if (run) run.isWanted = false;
    setOpen(false);
  };
  return (
    <>
      <Button icon="trust" onClick={verify}>{t.verify}</Button>
      {isOpen && (
        <Dialog title={t.verify} onClose={close}>
          <div class="column" aria-live="polite">
            {error !== undefined && <ErrorNotice {...explain(error)} onRetry={verify} />}
            {!outcome && error === undefined && <p>{t.verifying(checked)}</p>}
            {outcome && <Outcome {...outcome} />}
          </div>
        </Dialog>
      )}
    </>
  );
}

function Outcome({ result, checked }: { result: Verified; checked: number }) {
  if (!result.valid) {
    return (
      <div class="notice bad" role="alert">
        <Icon name="warning" />
        <div class="grow">
          <p class="headline">{t.broken(result.broken_at ?? checked + 1)}</p>
          <p>{t.reasons[result.reason ?? ""]} {t.brokenHint}</p>
        </div>
      </div>
    );
  }
  return (
    <>
      <p class="notice good"><Icon name="check" /><strong>{t.valid(checked)}</strong></p>
      <div class="field"><span class="label">{t.lastHash(result.last_seq)}</span><Copyable value={result.last_hash} /><p class="hint">{t.validHint}</p></div>
    </>
  );
}
