import { useEffect, useState } from "preact/hooks";
import type { EmailMessageFull } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Loading } from "../../ui/states.tsx";
import { HtmlFrame } from "./html_frame.tsx";
import type { CleanMail } from "./mail_html.ts";
import styles from "./message.module.css";
import { fetchFile } from "./requests.ts";

/** Pictures that cannot hold a program. */
const PICTURES = /^image\/(png|jpe?g|gif|webp|avif|bmp)$/i;

/** The HTML of a message. Pictures of other servers are shown only when somebody asks, for this message. */
export function HtmlBody({ pod, message }: { pod: string; message: EmailMessageFull & { html?: string | null } }) {
  const [withImages, setWithImages] = useState(false);
  const mail = useCleanMail(message.html ?? "", withImages);
  const images = useAttachedImages(pod, message, mail);
  if (!mail || !images) return <Loading lines={3} />;
  return (
    <>
      {mail.hasRemote && !withImages && (
        <p class={styles.blocked}>
          <Icon name="warning" />
          <span class="grow">{text.mail.imagesBlocked}</span>
          <Button onClick={() => setWithImages(true)}>{text.mail.showImages}</Button>
        </p>
      )}
      <HtmlFrame key={String(withImages)} mail={mail} images={images} withImages={withImages} />
    </>
  );
}

function useCleanMail(html: string, withImages: boolean): CleanMail | undefined {
  const [mail, setMail] = useState<CleanMail>();
  useEffect(() => {
    let isCurrent = true;
    void import("./mail_html.ts").then(({ clean }) => isCurrent && setMail(clean(html, withImages, text.mail.quoted)));
    return () => {
      isCurrent = false;
    };
  }, [html, withImages]);
  return mail;
}

/** Addresses of the attached pictures that the HTML refers to by `cid:`. */
function useAttachedImages(pod: string, { id, attachments }: EmailMessageFull, mail: CleanMail | undefined): Map<string, string> | undefined {
  const [images, setImages] = useState<Map<string, string>>();
  useEffect(() => {
    if (!mail) return;
    const found = new Map<string, string>();
    let isOver = false;
    const files = attachments.filter(({ content_id, content_type }) => content_id && mail.contentIds.includes(content_id) && PICTURES.test(content_type));
    const load = async ({ index, content_id, content_type }: (typeof files)[number]) => {
      const bytes = await fetchFile(pod, id, index).catch(() => undefined);
      if (bytes && content_id && !isOver) found.set(content_id, URL.createObjectURL(new Blob([bytes], { type: content_type })));
    };
    void Promise.all(files.map(load)).then(() => !isOver && setImages(found));
    return () => {
      isOver = true;
      for (const address of found.values()) URL.revokeObjectURL(address);
    };
  }, [mail]);
  return images;
}
