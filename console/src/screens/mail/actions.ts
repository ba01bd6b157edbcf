// Changing mail: what keys and buttons do to conversations and messages.
import { api, content, inPod, type MessagePatch } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { toast, toastError } from "../../ui/toast.tsx";
import { changeRows, fetchThread, mailboxOf, reload, type MessageRef } from "./requests.ts";
import { isReceived } from "./rows.ts";

/** What is open: a conversation, or a message of a mailbox. */
export interface Opened {
  id: string;
  mailbox: string;
}

type Open = Opened & { pod: string };

const patch = (pod: string, message: MessageRef, body: MessagePatch) =>
  content(api.PATCH("/v1/email/messages/{id}", { params: { path: { id: message.id }, header: inPod(pod), query: { address: mailboxOf(message) } }, body }));

async function receivedIn({ pod, id, mailbox }: Open): Promise<MessageRef[]> {
  if (!id.startsWith("thr_")) return [{ id, to: mailbox }];
  return (await fetchThread(pod, id)).filter(isReceived);
}

async function patchAll(open: Open, change: MessagePatch): Promise<void> {
  const { pod, id } = open;
  try {
    for (const message of await receivedIn(open)) await patch(pod, message, change);
  } finally {
    if (id.startsWith("msg_")) await queries.invalidateQueries({ queryKey: ["mail-message", pod, id] });
    await reload(pod);
  }
}

/** Takes a conversation out of the lists of its mailboxes, or puts it back. */
export async function archive(open: Open, archived: boolean): Promise<void> {
  if (archived) changeRows(open.pod, (row) => (row.id === open.id ? undefined : row), ({ view }) => view === "inbox");
  try {
    await patchAll(open, { archived });
    toast(archived ? text.mail.archived : text.mail.unarchived, { label: text.mail.undo, run: () => void archive(open, !archived) });
  } catch (error) {
    toastError(error);
  }
}

/** Marks the newest received message as unread. */
export async function markUnread(open: Open): Promise<void> {
  const { pod, id } = open;
  try {
    const newest = (await receivedIn(open)).at(-1);
    if (!newest) return toast(text.mail.nothingReceived);
    changeRows(pod, (row) => (row.id === id ? { ...row, isUnread: true } : row));
    await patch(pod, newest, { read: false });
    // Reading it again must ask the server again, which marks it as read.
    queries.removeQueries({ queryKey: ["mail-message", pod, newest.id] });
    toast(text.mail.markedUnread);
  } catch (error) {
    toastError(error);
  } finally {
    await reload(pod);
  }
}

export const changeLabels = (open: Open, add: string[], remove: string[]) =>
  patchAll(open, { ...(add.length > 0 && { add_labels: add }), ...(remove.length > 0 && { remove_labels: remove }) });

/** Deletes all messages of a conversation, or the one message, for good. */
export async function deleteForGood({ pod, id, mailbox }: Open): Promise<void> {
  const header = inPod(pod);
  if (id.startsWith("thr_")) await deleteThread(pod, id);
  else if (id.startsWith("msg_")) await api.DELETE("/v1/email/messages/{id}", { params: { path: { id }, header, query: { address: mailbox } } });
  else await api.DELETE("/v1/email/outbox/{id}", { params: { path: { id }, header } });
  changeRows(pod, (row) => (row.id === id ? undefined : row));
  void queries.invalidateQueries({ queryKey: ["mail", pod, "list"] });
  void queries.invalidateQueries({ queryKey: ["mail", pod, "labels"] });
  toast(text.mail.deleted);
}

async function deleteThread(pod: string, id: string): Promise<void> {
  const header = inPod(pod);
  const sent = (await fetchThread(pod, id)).filter((message) => !isReceived(message));
  let remaining = 1;
  while (remaining > 0) ({ remaining } = await content(api.DELETE("/v1/email/messages", { params: { header, query: { thread_id: id } } })));
  for (const message of sent) await api.DELETE("/v1/email/outbox/{id}", { params: { path: { id: message.id }, header } });
}

export async function cancelSending(pod: string, id: string): Promise<void> {
  await api.POST("/v1/email/outbox/{id}/cancel", { params: { path: { id }, header: inPod(pod) } });
  void reload(pod);
  toast(text.mail.cancelled);
}
