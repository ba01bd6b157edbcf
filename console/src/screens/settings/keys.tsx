import { useMutation } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useAccountKeys } from "../../api/account_keys.ts";
import { api, content, type RotatedKey } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { KeyDialog } from "./key_dialog.tsx";
import styles from "./settings.module.css";

interface ShownKey {
  title: string;
  hint: string;
  value: string;
  surviving?: RotatedKey["surviving"];
}

/** The keys of the account: rotated, or replaced by the backup key. */
export function Keys() {
  const keys = useAccountKeys();
  const can = useCan();
  const [asked, setAsked] = useState<"rotate" | "activate">();
  const [shown, setShown] = useState<ShownKey>();
  const reload = () => queries.invalidateQueries({ predicate: ({ queryKey: [area] }) => area === "account" || area === "account keys" });
  const backup = useMutation({
    mutationFn: () => content(api.POST("/v1/auth/keys/generate-backup", { body: { label: "backup" } })),
    onSuccess: ({ backup_key }) => {
      setShown({ title: text.settings.backupKey, hint: text.settings.backupHint, value: backup_key });
      void reload();
    },
  });
  const rotated = ({ api_key: value, surviving }: RotatedKey) => {
    setShown({ title: text.settings.newKey, hint: text.settings.newKeyHint, value, surviving });
    void reload();
  };
  const activated = () => {
    toast(text.settings.activated);
    void reload();
  };
  return (
    <Card title={text.settings.keys} isPadded>
      <div class="column">
        <p class="dim">{text.settings.keysHint}</p>
        <Loaded query={keys} lines={2}>
          {({ keys: all }) => {
            const hasBackup = all.some(({ status }) => status === "backup");
            return (
              <>
                <ul class={styles["keys"]}>
                  {all.map(({ prefix, label, status, created_at }) => (
                    <li key={prefix}>
                      <code>{prefix}…</code>{label && <span>{label}</span>}
                      <Badge kind={status === "active" ? "good" : status === "backup" ? "info" : undefined}>{text.settings.keyStatus[status]}</Badge>
                      <span class="dim"><Time at={created_at} /></span>
                    </li>
                  ))}
                </ul>
                {can("account:write") && (
                  <div class="row wrap">
                    <Button icon="refresh" onClick={() => setAsked("rotate")}>{text.settings.rotate}</Button>
                    {hasBackup ? <Button onClick={() => setAsked("activate")}>{text.settings.activate}</Button> : <Button disabled={backup.isPending} onClick={() => backup.mutate()}>{text.settings.backup}</Button>}
                  </div>
                )}
              </>
            );
          }}
        </Loaded>
        {backup.error && <ErrorNotice {...explain(backup.error)} />}
      </div>
      {asked === "rotate" && <Rotate onRotated={rotated} onClose={() => setAsked(undefined)} />}
      {asked === "activate" && (
        <Confirm title={text.settings.activateTitle} action={text.settings.activate} isDangerous onClose={() => setAsked(undefined)} onConfirm={() => api.POST("/v1/auth/keys/activate-backup", { body: { everything: false } }).then(activated)}>
          <p>{text.settings.activateHint}</p>
        </Confirm>
      )}
      {shown && <KeyDialog {...shown} onClose={() => setShown(undefined)} />}
    </Card>
  );
}

function Rotate({ onRotated, onClose }: { onRotated: (reply: RotatedKey) => void; onClose: () => void }) {
  const [everything, setEverything] = useState(false);
  const rotate = () => content(api.POST("/v1/auth/keys/rotate", { body: { everything } })).then(onRotated);
  return (
    <Confirm title={text.settings.rotateTitle} action={text.settings.rotate} isDangerous onClose={onClose} onConfirm={rotate}>
      <p>{text.settings.rotateHint}</p>
      <Checkbox label={text.settings.everything} hint={text.settings.everythingHint} checked={everything} onChange={setEverything} />
    </Confirm>
  );
}
