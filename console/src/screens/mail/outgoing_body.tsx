import { useState } from "preact/hooks";
import type { FullOutgoing } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/page.tsx";
import { HtmlBody } from "./html_body.tsx";
import { PlainText } from "./plain_text.tsx";

/** What recipients see: the formatted version if there is one, and the plain text if somebody asks. */
export function OutgoingBody({ pod, message: { id, html, text: plain } }: { pod: string; message: FullOutgoing }) {
  const [isPlain, setPlain] = useState(false);
  if (!html) return plain ? <PlainText value={plain} /> : <p class="dim">{text.mail.noText}</p>;
  return (
    <>
      <div class="row wrap">
        <Badge kind="info">{text.mail.formatted}</Badge>
        {plain && <Button onClick={() => setPlain(!isPlain)}>{isPlain ? text.mail.asHtml : text.mail.asText}</Button>}
      </div>
      {isPlain && plain ? <PlainText value={plain} /> : <HtmlBody pod={pod} message={{ id, to: "", html, attachments: [] }} />}
    </>
  );
}
