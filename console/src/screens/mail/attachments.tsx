import { useState } from "preact/hooks";
import type { EmailMessageFull } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { bytes } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { save } from "../../ui/save.ts";
import { toastError } from "../../ui/toast.tsx";
import styles from "./message.module.css";
import { fetchFile } from "./requests.ts";

interface AttachmentsProps {
  pod: string;
  message: EmailMessageFull;
  /** The indices of the files that are shown as pictures. */
  drawn: number[];
}

/** The files of a message. Pictures that its text shows are not listed again. */
export function Attachments({ pod, message, drawn }: AttachmentsProps) {
  const [saving, setSaving] = useState<number>();
  const files = message.attachments.filter(({ index }) => !drawn.includes(index));
  if (files.length === 0) return null;
  const download = async (index: number, filename: string) => {
    setSaving(index);
    try {
      save(await fetchFile(pod, message, index), filename);
    } catch (error) {
      toastError(error);
    } finally {
      setSaving(undefined);
    }
  };
  return (
    <ul class={styles.files} aria-label={text.mail.files(files.length)}>
      {files.map(({ index, filename, content_type, size }) => (
        <li key={index}>
          <button type="button" class={styles.file} title={content_type} disabled={saving === index} onClick={() => download(index, filename)}>
            <Icon name="attach" size={16} />
            <span class="truncate">{filename}</span>
            <span class="dim">{bytes(size)}</span>
            <Icon name="download" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}
