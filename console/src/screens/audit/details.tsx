import type { AuditEntry } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Copyable, CopyButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { dateTime } from "../../ui/format.tsx";
import { actorOf, nameOfActor } from "./entries.ts";
import style from "./audit.module.css";

const t = text.audit;

export function Details({ entry, people, onClose }: { entry: AuditEntry; people: Map<string, string>; onClose: () => void }) {
  const json = JSON.stringify(entry, null, 2);
  return (
    <Dialog title={t.entry(entry.seq)} isWide onClose={onClose}>
      <div class="column">
        <dl class="facts">
          <dt>{t.action}</dt><dd><code>{entry.action}</code></dd>
          <dt>{t.subject}</dt><dd><Copyable value={entry.subject} /></dd>
          <dt>{t.when}</dt><dd>{dateTime(entry.created_at)} <code class="dim">{entry.created_at}</code></dd>
          <dt>{t.actor}</dt><dd>{nameOfActor(actorOf(entry), people)}</dd>
          {entry.key_prefix && <><dt>{t.key}</dt><dd><code>{entry.key_prefix}…</code></dd></>}
          {entry.request_id && <><dt>{t.request}</dt><dd><Copyable value={entry.request_id} /></dd></>}
          <dt>{t.hash}</dt><dd><Copyable value={entry.hash} /></dd>
          <dt>{t.previousHash}</dt><dd><Copyable value={entry.previous_hash} /></dd>
        </dl>
        <details>
          <summary>{t.json}</summary>
          <div class={style["json"]}>
            <pre tabIndex={0} aria-label={t.json}>{json}</pre>
            <CopyButton value={json} label={t.copyJson} />
          </div>
        </details>
      </div>
    </Dialog>
  );
}
