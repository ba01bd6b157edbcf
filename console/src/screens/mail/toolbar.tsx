import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { IconButton } from "../../ui/button.tsx";
import styles from "./message.module.css";
import type { Acts } from "./reader.tsx";

/** What can be done to the whole of what is open. */
export function Toolbar({ acts, isArchived, hasReceived }: { acts: Acts; isArchived?: boolean; hasReceived: boolean }) {
  const canWrite = useCan()("mail:write");
  return (
    <div class={styles.toolbar} role="toolbar" aria-label={text.mail.conversations}>
      <IconButton icon="back" label={`${text.mail.back} (Esc)`} onClick={acts.back} />
      <span class="grow" />
      {hasReceived && canWrite && (
        <>
          <IconButton icon={isArchived ? "refresh" : "archive"} label={isArchived ? text.mail.unarchive : `${text.mail.archive} (e)`} onClick={() => acts.archive(!isArchived)} />
          <IconButton icon="mail" label={`${text.mail.markUnread} (u)`} onClick={acts.unread} />
          <IconButton icon="star" label={`${text.mail.label} (l)`} onClick={acts.label} />
        </>
      )}
      {canWrite && <IconButton icon="trash" kind="plain" label={`${text.mail.delete} (#)`} onClick={acts.remove} />}
    </div>
  );
}
