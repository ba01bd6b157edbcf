// A message that is being written, and what it begins with.
import { api, content, inPod, type EmailMessage, type EmailMessageFull, type NewFile, type NewMailOrBody, type SentMail } from "../../api/client.ts";
import { mailboxOf } from "./requests.ts";

export interface Answer {
  kind: "reply" | "reply-all" | "forward";
  message: EmailMessage;
}

export interface Letter {
  from: string;
  to: string;
  cc: string;
  bcc: string;
  subject: string;
  text: string;
  /** Local time, as the field has it. Empty: now. */
  sendAt: string;
  /** The server sends a message with the same id once, however often the request is repeated. */
  clientId: string;
}

/** The files of all together, as the server counts. */
export const MAX_BYTES = 5 * 1024 * 1024;

export function newLetter(from: string): Letter {
  return { from, to: "", cc: "", bcc: "", subject: "", text: "", sendAt: "", clientId: crypto.randomUUID() };
}

/** Who gets an answer, and what it is called. */
export function answerTo(kind: Answer["kind"], message: EmailMessageFull, addresses: string[]): Letter {
  const own = new Set(addresses.map((address) => address.toLowerCase()));
  const mailbox = mailboxOf(message).toLowerCase();
  const from = addresses.find((address) => address.toLowerCase() === mailbox) ?? addresses[0] ?? "";
  const subject = prefixed(kind === "forward" ? "Fwd: " : "Re: ", message.subject);
  if (kind === "forward") return { ...newLetter(from), subject };
  const to = message.reply_to.length > 0 ? message.reply_to.map(({ address }) => address) : [message.from];
  const known = new Set([...own, mailbox, ...to.map((address) => address.toLowerCase())]);
  const others = [...message.recipients, ...message.cc].map(({ address }) => address).filter((address) => !known.has(address.toLowerCase()));
  return { ...newLetter(from), to: to.join(", "), cc: kind === "reply-all" ? [...new Set(others)].join(", ") : "", subject };
}

const prefixed = (prefix: string, subject: string) => (subject.toLowerCase().startsWith(prefix.toLowerCase().trim()) ? subject : prefix + subject);

/** Addresses between commas; a name in quotation marks may have commas of its own. */
export function peopleOf(list: string): string[] {
  return (list.match(/(?:"[^"]*"|[^,;"])+/g) ?? []).map((person) => person.trim()).filter(Boolean);
}

/** The first entry of a list that cannot be an address. */
export function badAddress(list: string): string | undefined {
  return peopleOf(list).find((person) => !/^[^\s@<>]+@[^\s@<>]+$|<[^\s@<>]+@[^\s@<>]+>$/.test(person));
}

/** HTML that shows a text as it is. */
export function htmlOf(plain: string): string {
  const escaped = plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<div>${escaped.replace(/\r?\n/g, "<br>\n")}</div>`;
}

export async function newFiles(files: File[]): Promise<NewFile[]> {
  return Promise.all(files.map(async (file) => ({ filename: file.name, content: await base64(file), ...(file.type && { content_type: file.type }) })));
}

async function base64(file: File): Promise<string> {
  const reader = new FileReader();
  await new Promise((done, failed) => {
    reader.onload = done;
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return String(reader.result).replace(/^[^,]*,/, "");
}

export async function sendLetter(pod: string, letter: Letter, files: File[], answer: Answer | undefined): Promise<SentMail> {
  const { from, subject, text, sendAt, clientId } = letter;
  const [to, cc, bcc] = [letter.to, letter.cc, letter.bcc].map(peopleOf);
  const body = {
    from, to, subject, text, client_id: clientId,
    ...(cc?.length && { cc }),
    ...(bcc?.length && { bcc }),
    ...(sendAt && { send_at: new Date(sendAt).toISOString() }),
    ...(files.length > 0 && { attachments: await newFiles(files) }),
  } as NewMailOrBody;
  const header = inPod(pod);
  if (!answer) return content(api.POST("/v1/email/send", { params: { header }, body }));
  const params = { path: { id: answer.message.id }, header, query: { address: mailboxOf(answer.message) } };
  if (answer.kind === "reply") return content(api.POST("/v1/email/messages/{id}/reply", { params, body }));
  if (answer.kind === "reply-all") return content(api.POST("/v1/email/messages/{id}/reply-all", { params, body }));
  return content(api.POST("/v1/email/messages/{id}/forward", { params, body }));
}
