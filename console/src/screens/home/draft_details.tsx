import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type FullOutgoing } from "../../api/client.ts";
import { podInAddress, type Of } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { bytes } from "../../ui/format.tsx";
import { Loaded } from "../../ui/states.tsx";
import { HeldForm } from "../mail/held_form.tsx";
import { OutgoingBody } from "../mail/outgoing_body.tsx";
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
      {(shown) => (isEdited ? <HeldForm pod={item.pod} message={shown} onDone={() => setEdited(false)} /> : <DraftText pod={item.pod} message={shown} onEdit={() => setEdited(true)} />)}
    </Loaded>
  );
}

function DraftText({ pod, message, onEdit }: { pod: string; message: FullOutgoing; onEdit: () => void }) {
  const { from, to, cc, bcc, attachments } = message;
  return (
    <div class={styles["details"]}>
      <dl class="facts">
        <dt>{text.home.sender}</dt><dd>{from}</dd>
        <dt>{text.home.to}</dt><dd>{to.join(", ")}</dd>
        {(cc ?? []).length > 0 && <><dt>{text.home.cc}</dt><dd>{cc?.join(", ")}</dd></>}
        {bcc.length > 0 && <><dt>{text.home.bcc}</dt><dd>{bcc.join(", ")}</dd></>}
        {attachments.length > 0 && <><dt>{text.home.attachments}</dt><dd>{attachments.map(({ filename, size }) => `${filename} (${bytes(size)})`).join(", ")}</dd></>}
      </dl>
      <div class={styles["letter"]} tabIndex={0} role="region" aria-label={text.home.text}><OutgoingBody pod={podInAddress(pod)} message={message} /></div>
      <div class="row"><Button icon="edit" onClick={onEdit}>{text.home.edit}</Button></div>
    </div>
  );
}
