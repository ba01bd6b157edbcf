// Makes a page of its Markdown.
import DOMPurify, { type Config } from "dompurify";
import { marked } from "marked";
import { text } from "../texts.ts";
import { linkAddress } from "./addresses.ts";
import styles from "./docs.module.css";

const SETTINGS: Config = {
  RETURN_DOM_FRAGMENT: true,
  // The page's policy lets no markup style itself, and nothing here is a form.
  FORBID_ATTR: ["style", "id", "class"],
  FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "svg", "math"],
};

export interface RenderedPage {
  title: string;
  content: DocumentFragment;
  sections: Section[];
}

export interface Section {
  id: string;
  name: string;
}

export function render(markdown: string): RenderedPage {
  const content = DOMPurify.sanitize(marked.parse(markdown, { async: false }), SETTINGS) as unknown as DocumentFragment;
  const sections = anchorHeadings(content);
  content.querySelectorAll("a[href]").forEach(resolveLink);
  content.querySelectorAll("table").forEach((table) => wrap(table, styles["table"] ?? "", text.docs.table));
  content.querySelectorAll("pre").forEach(addCopyButton);
  return { title: content.querySelector("h1")?.textContent ?? "", content, sections };
}

/** Gives each heading the anchor that it has on GitHub, and a link to itself. */
function anchorHeadings(content: DocumentFragment): Section[] {
  const taken = new Map<string, number>();
  const sections: Section[] = [];
  for (const heading of content.querySelectorAll<HTMLElement>("h1, h2, h3, h4")) {
    const name = heading.textContent ?? "";
    const slug = name.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    heading.id = count ? `${slug}-${count}` : slug;
    if (heading.tagName === "H1") continue;
    if (heading.tagName === "H2") sections.push({ id: heading.id, name });
    heading.append(anchorTo(heading.id, name));
  }
  return sections;
}

function anchorTo(id: string, name: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.href = `#${id}`;
  anchor.className = styles["anchor"] ?? "";
  anchor.textContent = "#";
  anchor.setAttribute("aria-label", text.docs.anchor(name));
  return anchor;
}

/** A link to a file of the source that this deployment does not serve becomes its name. */
function resolveLink(link: Element): void {
  const address = linkAddress(link.getAttribute("href") ?? "");
  if (address === undefined) link.replaceWith(...link.childNodes);
  else link.setAttribute("href", address);
}

/** Puts a wide element into a box that scrolls, with the keyboard too. */
function wrap(element: Element, style: string, label: string): HTMLElement {
  const box = document.createElement("div");
  box.className = style;
  element.replaceWith(box);
  box.append(element);
  const scroller = element instanceof HTMLPreElement ? element : box;
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", label);
  return box;
}

function addCopyButton(code: HTMLPreElement): void {
  const source = code.textContent ?? "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button ${styles["copy"]}`;
  button.textContent = text.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source);
    button.textContent = text.copied;
    setTimeout(() => (button.textContent = text.copy), 1500);
  });
  wrap(code, styles["code"] ?? "", text.docs.code).append(button);
}
