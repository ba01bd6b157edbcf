// Whether the author of a message is certain, in words.
import type { EmailMessage } from "../../api/client.ts";
import { text } from "../../texts.ts";

export interface Proof {
  /** `bad`: somebody else may have written it. `none`: nothing says who wrote it. */
  kind: "good" | "none" | "bad";
  headline: string;
  /** What to do about it. */
  advice?: string;
}

type Judged = Pick<EmailMessage, "from" | "auth" | "author_proved" | "authors">;

export function proofOf({ from, auth, author_proved: isProved, authors }: Judged): Proof {
  const words = text.mail.proof;
  const domain = from.split("@").at(-1) ?? from;
  if (auth.method === "internal") return { kind: "good", headline: words.internal };
  if (isProved) return { kind: "good", headline: words.proved(domain) };
  if (authors && authors.length !== 1) return { kind: "bad", headline: words.severalAuthors(authors.length), advice: words.advice };
  if (!from) return { kind: "bad", headline: words.noAuthor, advice: words.advice };
  if (auth.dmarc === "fail") return { kind: "bad", headline: words.forged(domain), advice: words.advice };
  if (auth.spf === "fail" || auth.dkim === "fail") return { kind: "bad", headline: words.failed(domain), advice: words.advice };
  return { kind: "none", headline: words.unproved };
}

/** Each check of the receiving server with what it was about. */
export function checksOf({ auth }: Pick<EmailMessage, "auth">): { name: string; result: string; about: string }[] {
  const { checks, result } = text.mail.proof;
  return [
    { name: "DMARC", result: result(auth.dmarc), about: checks.dmarc(auth.header_from) },
    { name: "DKIM", result: result(auth.dkim), about: checks.dkim(auth.header_d) },
    { name: "SPF", result: result(auth.spf), about: checks.spf(auth.smtp_mailfrom) },
  ];
}
