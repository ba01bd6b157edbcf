// The HTML of a message, without whatever could run, load or lead astray. The document that shows it has a policy that
// forbids the same; this comes first, so that a browser is not even asked.
import DOMPurify, { type Config } from "dompurify";
import { contentIdOf } from "./content_id.ts";
import { harmlessDeclarations, harmlessSheet } from "./mail_css.ts";

export interface CleanMail {
  /** Nodes for the body, in a document that does nothing. */
  body: HTMLElement;
  styles: string[];
  /** Whether something from other servers was left out. */
  hasRemote: boolean;
  /** Content-IDs of the attached images that the message shows. */
  contentIds: string[];
}

const FORBIDDEN = [
  "form", "input", "button", "select", "textarea", "option", "base", "link", "meta", "title", "object", "embed", "iframe", "frame", "frameset",
  "svg", "math", "audio", "video", "source", "track", "portal", "dialog", "slot", "template", "noscript", "marquee", "map", "area",
];
const SETTINGS: Config = {
  USE_PROFILES: { html: true },
  ADD_TAGS: ["style"],
  FORBID_TAGS: FORBIDDEN,
  FORBID_ATTR: ["srcset", "ping", "action", "formaction", "poster", "usemap", "autofocus", "tabindex", "contenteditable", "popover", "popovertarget", "accesskey", "target"],
  // Names in the message must not hide members of its document.
  SANITIZE_NAMED_PROPS: true,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|data:image\/(?:png|jpe?g|gif|webp|avif|bmp);)/i,
  WHOLE_DOCUMENT: true,
  FORCE_BODY: true,
  RETURN_DOM: true,
};
const QUOTES = "blockquote[type=cite], .gmail_quote, .yahoo_quoted, #user-content-divRplyFwdMsg";

export function clean(html: string, withImages: boolean, quoteLabel: string): CleanMail {
  const root = DOMPurify.sanitize(html, SETTINGS) as unknown as HTMLElement;
  const body = root.querySelector("body") ?? root;
  const styles = [...root.querySelectorAll("style")].map((style) => {
    style.remove();
    return style.textContent ?? "";
  });
  const remote = { found: false };
  const sheets = styles.map((style) => harmlessSheet(style, withImages, remote));
  for (const element of [body, ...body.querySelectorAll<HTMLElement>("*")]) tame(element, withImages, remote);
  const contentIds = [...body.querySelectorAll("img[src^='cid:' i]")].map((image) => contentIdOf(image));
  foldQuotes(body, quoteLabel);
  return { body, styles: sheets, hasRemote: remote.found, contentIds };
}

function tame(element: HTMLElement, withImages: boolean, remote: { found: boolean }): void {
  for (const name of ["src", "background"]) {
    const value = element.getAttribute(name);
    if (value === null || /^(cid|data):/i.test(value)) continue;
    remote.found = true;
    if (!withImages || name === "background" || element.tagName !== "IMG") element.removeAttribute(name);
  }
  const style = element.getAttribute("style");
  if (style !== null) element.setAttribute("style", harmlessDeclarations(style, withImages, remote));
  if (element.tagName === "A") tameLink(element);
}

/** A link opens a page of its own, which learns nothing about the console. */
function tameLink(link: HTMLElement): void {
  const href = link.getAttribute("href") ?? "";
  if (!/^(https?|mailto|tel):/i.test(href)) return link.removeAttribute("href");
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
  link.setAttribute("title", href);
}

/** What the message quotes is folded, if there is something else to read. */
function foldQuotes(body: HTMLElement, label: string): void {
  const quote = body.querySelector(QUOTES);
  if (!quote?.parentNode || (quote.textContent ?? "").length >= (body.textContent ?? "").trim().length) return;
  const document = quote.ownerDocument;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = label;
  quote.replaceWith(details);
  details.append(summary, quote);
}
