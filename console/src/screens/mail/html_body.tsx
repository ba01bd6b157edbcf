import { useEffect, useState } from "preact/hooks";
import type { Attachment } from "../../api/client.ts";
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

interface Html {
  id: string;
  to: string;
  html?: string | null;
  attachments: Attachment[];
}

/** The HTML of a message. Pictures of other servers are shown only when somebody asks, for this message. */
export function HtmlBody({ pod, message }: { pod: string; message: Html }) {
  const [wantsImages, setWantsImages] = useState(false);
  const shown = useShown(pod, message, wantsImages);
  if (!shown) return <Loading lines={3} />;
  return (
    <>
      {shown.mail.hasRemote && !shown.withImages && (
        <p class={styles.blocked}>
          <Icon name="warning" />
          <span class="grow">{text.mail.imagesBlocked}</span>
          <Button onClick={() => setWantsImages(true)}>{text.mail.showImages}</Button>
        </p>
      )}
      <HtmlFrame key={String(shown.withImages)} {...shown} />
    </>
  );
}

interface Shown {
  mail: CleanMail;
  /** Addresses of the attached pictures that the HTML refers to by `cid:`. */
  images: Map<string, string>;
  withImages: boolean;
}

/** What the frame shows, as soon as all of it is there. */
function useShown(pod: string, message: Html, withImages: boolean): Shown | undefined {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const images = new Map<string, string>();
    let isOver = false;
    const load = async () => {
      const { clean } = await import("./mail_html.ts");
      const mail = clean(message.html ?? "", withImages, text.mail.quoted);
      await loadAttached(pod, message, mail.contentIds, images);
      if (isOver) release(images);
      else setShown({ mail, images, withImages });
    };
    void load();
    return () => {
      isOver = true;
      release(images);
    };
  }, [message.id, message.html, withImages]);
  return shown;
}

async function loadAttached(pod: string, message: Html, contentIds: string[], images: Map<string, string>): Promise<void> {
  const files = message.attachments.filter(({ content_id, content_type }) => content_id && contentIds.includes(content_id) && PICTURES.test(content_type));
  await Promise.all(files.map(async ({ index, content_id, content_type }) => {
    // A picture that cannot be read leaves the rest of the message.
    const bytes = await fetchFile(pod, message, index).catch(() => undefined);
    if (bytes && content_id) images.set(content_id, URL.createObjectURL(new Blob([bytes], { type: content_type })));
  }));
}

function release(images: Map<string, string>): void {
  for (const address of images.values()) URL.revokeObjectURL(address);
}
