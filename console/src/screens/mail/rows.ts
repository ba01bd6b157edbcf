// A line of the list, whatever it is a line about.
import type { Correspondence, EmailMessage, Found, OutgoingMessage, Thread } from "../../api/client.ts";
import { proofOf, type Proof } from "./proof.ts";

export interface Row {
  /** Of this line. Several lines can open the same conversation. */
  key: string;
  /** What is opened: a conversation, a message that is in none, or a sent message. */
  id: string;
  who: string;
  subject: string;
  snippet: string;
  at: string;
  isUnread: boolean;
  /** Messages of the conversation. */
  count: number;
  labels: string[];
  proof?: Proof | undefined;
  /** The delivery state of a sent message. */
  status?: string;
  hasFiles?: boolean;
  isSealed?: boolean;
}

export function ofThread(thread: Thread): Row {
  return {
    key: thread.thread_id, id: thread.thread_id, who: thread.from, subject: thread.subject, snippet: thread.snippet,
    at: thread.last_message_at, isUnread: thread.unread_count > 0, count: thread.message_count, labels: [],
  };
}

export function ofReceived(message: EmailMessage, id: string = message.thread_id): Row {
  return {
    key: message.id, id, who: message.from_name || message.from, subject: message.subject, snippet: message.snippet,
    at: message.received_at, isUnread: !message.read, count: 1, labels: message.labels ?? [], proof: proofOf(message),
    hasFiles: message.attachment_count > 0, isSealed: message.e2e_encrypted ?? false,
  };
}

type Sent = Pick<OutgoingMessage, "id" | "to" | "subject" | "snippet" | "queued_at" | "attachment_count" | "status">;

export function ofSent(message: Sent, id: string = message.id): Row {
  return {
    key: message.id, id, who: message.to.join(", "), subject: message.subject, snippet: message.snippet, at: message.queued_at,
    isUnread: false, count: 1, labels: [], status: message.status, hasFiles: message.attachment_count > 0,
  };
}

export function isReceived<T extends Correspondence>(message: T): message is T & EmailMessage & { direction: string } {
  return message.direction === "inbound";
}

export function ofFound(found: Found): Row {
  const row = isReceived(found) ? ofReceived(found) : ofSent(found as Found & Sent, found.thread_id);
  return { ...row, snippet: found.excerpt || row.snippet };
}

/** One line for each conversation, at the place of its newest message. */
export function byConversation(rows: Row[]): Row[] {
  const lines = new Map<string, Row>();
  for (const row of rows) {
    const newer = lines.get(row.id);
    lines.set(row.id, newer ? joined(newer, row) : row);
  }
  return [...lines.values()];
}

function joined(newer: Row, older: Row): Row {
  return {
    ...newer,
    isUnread: newer.isUnread || older.isUnread,
    count: newer.count + older.count,
    labels: [...new Set([...newer.labels, ...older.labels])],
    hasFiles: newer.hasFiles || older.hasFiles,
  };
}
