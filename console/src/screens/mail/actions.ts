// Changing mail: what keys and buttons do to conversations and messages.
import { api, content, inPod, type MessagePatch } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { toast, toastError } from "../../ui/toast.tsx";
import { changeRows, fetchThread, reload } from "./requests.ts";
import { isReceived } from "./rows.ts";

export function patchMessage(pod: string, id: string, body: MessagePatch) {
  return content(api.PATCH("/v1/email/messages/{id}", { params: { path: { id }, header: inPod(pod) }, body }));
}

/** Ids of the received messages of what is open. */
async function receivedIn(pod: string, id: string): Promise<string[]> {
  if (!id.startsWith("thr_")) return [id];
  return (await fetchThread(pod, id)).filter(isReceived).map((message) => message.id);
}

async function patchAll(pod: string, id: string, change: MessagePatch): Promise<void> {
  try {
    for (const message of await receivedIn(pod, id)) await patchMessage(pod, message, change);
  } finally {
    await reload(pod);
  }
}

/** Takes a conversation out of the lists of its mailboxes, or puts it back. */
export async function archive(pod: string, id: string, archived = true): Promise<void> {
  if (archived) changeRows(pod, (row) => (row.id === id ? undefined : row), ({ view }) => view === "inbox");
  try {
    await patchAll(pod, id, { archived });
    if (archived) toast(text.mail.archived, { label: text.mail.undo, run: () => void archive(pod, id, false) });
  } catch (error) {
    toastError(error);
  }
}

/** Marks the newest received message as unread, or all as read. */
export async function markUnread(pod: string, id: string): Promise<void> {
  changeRows(pod, (row) => (row.id === id ? { ...row, isUnread: true } : row));
  try {
    const newest = (await receivedIn(pod, id)).at(-1);
    if (!newest) return toast(text.mail.nothingReceived);
    await patchMessage(pod, newest, { read: false });
    queries.removeQueries({ queryKey: ["mail-message", pod, newest] });
    toast(text.mail.markedUnread);
  } catch (error) {
    toastError(error);
  } finally {
    await reload(pod);
  }
}

export async function markRead(pod: string, id: string): Promise<void> {
  changeRows(pod, (row) => (row.id === id ? { ...row, isUnread: false } : row));
  await patchAll(pod, id, { read: true }).catch(toastError);
}

export const changeLabels = (pod: string, id: string, add: string[], remove: string[]) =>
  patchAll(pod, id, { ...(add.length > 0 && { add_labels: add }), ...(remove.length > 0 && { remove_labels: remove }) });

/** Deletes all messages of a conversation, or the one message, for good. */
export async function deleteForGood(pod: string, id: string): Promise<void> {
  const header = inPod(pod);
  if (id.startsWith("thr_")) {
    const sent = (await fetchThread(pod, id)).filter((message) => !isReceived(message));
    let remaining = 1;
    while (remaining > 0) ({ remaining } = await content(api.DELETE("/v1/email/messages", { params: { header, query: { thread_id: id } } })));
    for (const message of sent) await api.DELETE("/v1/email/outbox/{id}", { params: { path: { id: message.id }, header } });
  } else if (id.startsWith("msg_")) {
    await api.DELETE("/v1/email/messages/{id}", { params: { path: { id }, header } });
  } else {
    await api.DELETE("/v1/email/outbox/{id}", { params: { path: { id }, header } });
  }
  changeRows(pod, (row) => (row.id === id ? undefined : row));
  void reload(pod);
  toast(text.mail.deleted);
}

export async function cancelSending(pod: string, id: string): Promise<void> {
  await api.POST("/v1/email/outbox/{id}/cancel", { params: { path: { id }, header: inPod(pod) } });
  void reload(pod);
  toast(text.mail.cancelled);
}
