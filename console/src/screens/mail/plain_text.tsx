import { text } from "../../texts.ts";
import styles from "./message.module.css";

const LINK = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/g;
const INTRODUCTION = /^(on|am|le|el|il|op) .*:\s*$|^-+ ?original message ?-+$/i;

/** The text of a message with its links, and with what it quotes folded. */
export function PlainText({ value }: { value: string }) {
  return (
    <div class={styles.plain}>
      {parts(value).map(({ isQuote, lines }, index) =>
        isQuote ? (
          <details key={index}><summary>{text.mail.quoted}</summary><p><Linked value={lines.join("\n")} /></p></details>
        ) : (
          <p key={index}><Linked value={lines.join("\n")} /></p>
        ))}
    </div>
  );
}

interface Part {
  isQuote: boolean;
  lines: string[];
}

/** Runs of lines that are quoted or not. The line that introduces a quotation belongs to it. */
function parts(value: string): Part[] {
  const found: Part[] = [];
  for (const line of value.replaceAll("\r\n", "\n").trimEnd().split("\n")) {
    const last = found.at(-1);
    const isQuote = line.startsWith(">");
    if (!last || last.isQuote !== isQuote) found.push({ isQuote, lines: isQuote && last ? [...introduction(last), line] : [line] });
    else last.lines.push(line);
  }
  return found.filter(({ lines }) => lines.some((line) => line.trim() !== ""));
}

function introduction({ lines }: Part): string[] {
  while (lines.at(-1)?.trim() === "") lines.pop();
  const last = lines.at(-1) ?? "";
  return INTRODUCTION.test(last) ? lines.splice(-1) : [];
}

function Linked({ value }: { value: string }) {
  const found = [];
  let at = 0;
  for (const match of value.matchAll(LINK)) {
    // A full stop or a bracket after an address belongs to the sentence.
    const href = match[0].replace(/[.,;:!?)\]]+$/, "");
    found.push(value.slice(at, match.index), <a key={match.index} href={href} target="_blank" rel="noopener noreferrer">{href}</a>);
    at = match.index + href.length;
  }
  return <>{found}{value.slice(at)}</>;
}
