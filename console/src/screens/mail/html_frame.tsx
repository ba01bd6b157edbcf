import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { contentIdOf } from "./content_id.ts";
import type { CleanMail } from "./mail_html.ts";
import styles from "./message.module.css";

/** Higher than this, a message scrolls within its frame. */
const MAX_HEIGHT = 4000;
const MIN_HEIGHT = 40;
/** Before the styles of the message, which may say otherwise. */
const BASE_STYLE = `
  html { color-scheme: light; background: #fff; color: #1b1c19; }
  body { margin: 0; padding: 12px 16px; font: 14px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; }
  table { max-width: 100%; }
  pre { white-space: pre-wrap; }
  summary { cursor: pointer; color: #5d6058; font-size: 13px; padding: 6px 0; }
  blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #ddd; }
`;

interface FrameProps {
  mail: CleanMail;
  /** Addresses of the attached images, by Content-ID. */
  images: Map<string, string>;
  withImages: boolean;
}

/**
 * A message in a document of its own, which cannot run anything: the sandbox does not allow scripts, and the policy of the
 * document allows styles and pictures only. The console writes the nodes into it.
 */
export function HtmlFrame({ mail, images, withImages }: FrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loads, setLoads] = useState(0);
  const [height, setHeight] = useState(MIN_HEIGHT);
  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (!inside || loads === 0) return;
    write(inside, mail, images);
    inside.addEventListener("keydown", passOn);
    const measure = () => setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(inside.documentElement.offsetHeight))));
    const observer = new ResizeObserver(measure);
    observer.observe(inside.documentElement);
    measure();
    return () => {
      observer.disconnect();
      inside.removeEventListener("keydown", passOn);
    };
  }, [loads, mail, images]);
  return (
    <iframe
      ref={frame}
      class={styles.frame}
      title={text.mail.frame}
      src={withImages ? "/console/mail-frame-with-images.html" : "/console/mail-frame.html"}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      style={{ height: `${height}px` }}
      onLoad={() => setLoads((before) => before + 1)}
    />
  );
}

function write(inside: Document, { body, styles: sheets }: CleanMail, images: Map<string, string>): void {
  const base = inside.createElement("base");
  base.target = "_blank";
  inside.head.querySelectorAll("base, style").forEach((element) => element.remove());
  inside.head.append(base, ...[BASE_STYLE, ...sheets].map((sheet) => Object.assign(inside.createElement("style"), { textContent: sheet })));
  const copy = inside.importNode(body, true);
  for (const element of [copy, ...copy.querySelectorAll<HTMLElement>("[style]")]) restyle(element);
  for (const image of copy.querySelectorAll("img[src^='cid:' i]")) showAttached(image, images);
  inside.body.replaceWith(copy);
}

/** Styles are set as the console sets its own: text in an attribute would need its policy to allow that. */
function restyle(element: HTMLElement): void {
  const declarations = element.getAttribute("style");
  if (declarations === null) return;
  element.removeAttribute("style");
  element.style.cssText = declarations;
}

function showAttached(image: Element, images: Map<string, string>): void {
  const address = images.get(contentIdOf(image));
  if (address) image.setAttribute("src", address);
  else image.removeAttribute("src");
}

/** Keys of the console work while the message has the focus. */
function passOn(event: KeyboardEvent): void {
  if (event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
  dispatchEvent(new KeyboardEvent("keydown", { key: event.key, shiftKey: event.shiftKey, repeat: event.repeat, cancelable: true }));
}
