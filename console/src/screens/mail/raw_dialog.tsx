import { useQuery } from "@tanstack/react-query";
import type { EmailMessage } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { save } from "../../ui/save.ts";
import { Loaded } from "../../ui/states.tsx";
import styles from "./message.module.css";
import { fetchRaw } from "./requests.ts";

const SHOWN_BYTES = 200_000;

/** The message as it arrived, with all its header fields. */
export function RawDialog({ pod, message, onClose }: { pod: string; message: EmailMessage; onClose: () => void }) {
  const query = useQuery({
    queryKey: ["mail-raw", pod, message.id],
    queryFn: async () => {
      const raw = await fetchRaw(pod, message);
      return { raw, shown: message.e2e_encrypted ? "" : await raw.slice(0, SHOWN_BYTES).text() };
    },
    gcTime: 0,
  });
  return (
    <Dialog title={text.mail.rawTitle} isWide onClose={onClose}>
      <Loaded query={query}>
        {({ raw, shown }) => (
          <div class="column">
            {message.e2e_encrypted ? <p>{text.mail.rawSealed}</p> : <pre class={styles.raw} tabIndex={0}>{shown}</pre>}
            {raw.size > SHOWN_BYTES && <p class="dim">{text.mail.rawCut}</p>}
            <div class="row"><Button icon="download" onClick={() => save(raw, `${message.id}.eml`)}>{text.mail.download}</Button></div>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
