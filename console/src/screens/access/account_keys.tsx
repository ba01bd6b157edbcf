import { useAccountKeys } from "../../api/account_keys.ts";
import type { KeyStatus } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

const t = text.access;
const KINDS: Partial<Record<KeyStatus, "good" | "info">> = { active: "good", backup: "info" };

export function AccountKeys() {
  const query = useAccountKeys();
  return (
    <Card title={t.accountKeys}>
      <p class="card padded dim" style={{ border: "0" }}>{t.accountKeysHint}</p>
      <Loaded query={query} lines={2}>
        {({ keys }) => (
          <ul class="lines">
            {[...keys].reverse().map(({ prefix, label, status, created_at }) => (
              <li key={prefix + created_at}>
                <span class="grow">{label && <>{label} </>}<code>{prefix}…</code> <span class="dim">· {t.created} <Time at={created_at} /></span></span>
                <Badge kind={KINDS[status]}>{t.statuses[status]}</Badge>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
