import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content } from "../../api/client.ts";
import type { Of } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { bytes } from "../../ui/format.tsx";
import { Loaded } from "../../ui/states.tsx";
import { DraftForm, type HeldMessage } from "./draft_form.tsx";
import styles from "./home.module.css";

/** The whole held message, and its form. */
export function DraftDetails({ item }: { item: Of<"draft"> }) {
  const [isEdited, setEdited] = useState(false);
  const path = { pod_id: item.pod, id: item.id };
  const message = useQuery({
    queryKey: ["held message", item.id],
    queryFn: () => content(api.GET("/v1/pods/{pod_id}/drafts/{id}", { params: { path } })),
  });
  return (
    <Loaded query={message}>
      {(shown) => (isEdited ? <DraftForm pod={item.pod} message={shown} onDone={() => setEdited(false)} /> : <DraftText message={shown} onEdit={() => setEdited(true)} />)}
    </Loaded>
  );
}

function DraftText({ message, onEdit }: { message: HeldMessage; onEdit: () => void }) {
  const { from, to, cc, bcc, text: body, html, attachments } = message;
  return (
    <div class={styles["details"]}>
      <dl class="facts">
        <dt>{text.home.sender}</dt><dd>{from}</dd>
        <dt>{text.home.to}</dt><dd>{to.join(", ")}</dd>
        {(cc ?? []).length > 0 && <><dt>{text.home.cc}</dt><dd>{cc?.join(", ")}</dd></>}
        {bcc.length > 0 && <><dt>{text.home.bcc}</dt><dd>{bcc.join(", ")}</dd></>}
        {attachments.length > 0 && <><dt>{text.home.attachments}</dt><dd>{attachments.map(({ filename, size }) => `${filename} (${bytes(size)})`).join(", ")}</dd></>}
      </dl>
      <div class={styles["letter"]} tabIndex={0} role="region" aria-label={text.home.text}>{body || plain(html) || text.none}</div>
      <div class="row"><Button icon="edit" onClick={onEdit}>{text.home.edit}</Button></div>
    </div>
  );
}

/** The words of a formatted message. Nothing of it is loaded or run. */
function plain(html: string | null | undefined): string {
  return html ? (new DOMParser().parseFromString(html, "text/html").body.textContent ?? "").trim() : "";
}
