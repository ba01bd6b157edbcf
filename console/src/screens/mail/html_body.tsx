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

interface HtmlBodyProps {
  pod: string;
  message: Html;
  /** Gets the indices of the files that the message shows as pictures. */
  onDrawn?: (files: number[]) => void;
}

/** The HTML of a message. Pictures of other servers are shown only when somebody asks, for this message. */
export function HtmlBody({ pod, message, onDrawn }: HtmlBodyProps) {
  const [wantsImages, setWantsImages] = useState(false);
  const shown = useShown(pod, message, wantsImages);
  useEffect(() => {
    if (shown) onDrawn?.(shown.drawn);
  }, [shown]);
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
      <HtmlFrame key={String(shown.withImages)} mail={shown.mail} images={shown.images} withImages={shown.withImages} />
    </>
  );
}

interface Shown {
  mail: CleanMail;
  /** Addresses of the attached pictures that the HTML refers to by `cid:`. */
  images: Map<string, string>;
  drawn: number[];
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
      const drawn = await loadAttached(pod, message, mail.contentIds, images);
      if (isOver) release(images);
      else setShown({ mail, images, drawn, withImages });
    };
    void load();
    return () => {
      isOver = true;
      release(images);
    };
  }, [message.id, message.html, withImages]);
  return shown;
}

/** Loads the attached pictures, and returns the indices of their files. */
async function loadAttached(pod: string, message: Html, contentIds: string[], images: Map<string, string>): Promise<number[]> {
  const pictures = message.attachments.filter(({ content_type }) => PICTURES.test(content_type));
  const drawn = await Promise.all([...new Set(contentIds)].map(async (id) => {
    const file = pictures.find(({ content_id }) => content_id === id);
    // A picture that cannot be read leaves the rest of the message.
    const bytes = file && (await fetchFile(pod, message, file.index).catch(() => undefined));
    if (!bytes) return [];
    images.set(id, URL.createObjectURL(new Blob([bytes], { type: file.content_type })));
    return [file.index];
  }));
  return drawn.flat();
}

function release(images: Map<string, string>): void {
  for (const address of images.values()) URL.revokeObjectURL(address);
}
