import type { EmailMessageFull } from "./generated/index.ts";
import type { Operations } from "./generated/index.ts";

export interface WaitForCodeOptions {
  /** The mailbox. */
  address: string;
  /** Only messages received at or after this time (RFC 3339), or after this `cursor`. Default: messages that arrive after the call. */
  since?: string;
  /** Only messages from this address or domain. */
  from?: string;
  /** What a code looks like; its first group, if it has one, is the code. Default: `findCode`. */
  pattern?: RegExp;
  /** How long to wait, in seconds. Default: 120. With 0 it asks once. */
  timeout?: number;
  signal?: AbortSignal;
}

export interface ReceivedCode {
  code: string;
  /** The message that has the code. Check its sender before you trust it. */
  message: EmailMessageFull;
}

/** The longest wait of one request that the server accepts, in seconds. */
const MAX_WAIT = 55;
/** The time that a reply may take beyond its wait, in seconds. */
const REPLY_TIME = 5;

/**
 * Waits for a message that has a code, such as one that confirms a sign-up, and returns the code. `replyTimeout` is how long the
 * client waits for a reply, in milliseconds.
 */
export async function waitForCode(
  warren: Operations,
  options: WaitForCodeOptions,
  replyTimeout: number,
): Promise<ReceivedCode> {
  const { address, from, pattern, signal } = options;
  const deadline = Date.now() + (options.timeout ?? 120) * 1000;
  const maxWait = Math.max(1, Math.min(MAX_WAIT, Math.floor(replyTimeout / 1000) - REPLY_TIME));
  let since = options.since ?? (await newestCursor(warren, address, signal));
  do {
    const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
    const query = { address, since, from, timeout: Math.min(left, maxWait) };
    const arrived = await warren.waitForMessage({ query, signal });
    if (!arrived) continue;
    const message = await warren.getMessage({ path: { id: arrived.id }, query: { address }, signal });
    if (message.e2e_encrypted) throw new Error("The message is encrypted end to end, so its code cannot be read here.");
    const code = codeIn(message, pattern);
    if (code !== undefined) return { code, message };
    since = String(arrived.cursor);
  } while (Date.now() < deadline);
  throw new DOMException("No message with a code arrived in time.", "TimeoutError");
}

/** The clock of the server may differ from ours, so "from now on" is a cursor and no time. */
async function newestCursor(warren: Operations, address: string, signal?: AbortSignal): Promise<string> {
  const { messages } = await warren.listMessages({ query: { address, limit: 1 }, signal });
  return String(messages[0]?.cursor ?? 0);
}

function codeIn({ subject, extracted_text, body }: EmailMessageFull, pattern?: RegExp): string | undefined {
  const text = `${subject ?? ""}\n${extracted_text ?? body}`;
  if (!pattern) return findCode(text);
  // With the flag `g`, the second match would be taken for the first group.
  const match = text.match(new RegExp(pattern, pattern.flags.replace("g", "")));
  return match?.[1] ?? match?.[0];
}

/** 4 to 8 digits, also in two groups, or letters and digits in two groups such as `AB1-2CD`. */
const CODE = /(?<![\w.,#/-])(?:\d{4,8}|\d{3}[ -]\d{3}|(?=[A-Z0-9-]*\d)[A-Z0-9]{3,5}-[A-Z0-9]{3,5})(?![\w/-]|[.,]\d)/g;
const WORD = /\b(?:code|pin|otp|passcode|password|token)\b/gi;

/** Finds the code in a text: the one that is nearest after a word such as "code", else the first one. */
export function findCode(text: string): string | undefined {
  const codes = [...text.matchAll(CODE)];
  const words = [...text.matchAll(WORD)].map(({ index }) => index);
  const distance = ({ index }: RegExpExecArray) =>
    Math.min(...words.map((word) => (word < index ? index - word : Infinity)));
  const nearest = codes.reduce<RegExpExecArray | undefined>(
    (best, code) => (best === undefined || distance(code) < distance(best) ? code : best),
    undefined,
  );
  return nearest?.[0].replace(" ", "");
}
