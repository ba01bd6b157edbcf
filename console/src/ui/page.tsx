import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { waitingCount } from "../api/waiting.ts";
import { text } from "../texts.ts";

/** A screen: its title, what can be done, and its content. `isFull` leaves the whole height to the content. */
export function Page({ title, actions, isFull, children }: { title: string; actions?: ComponentChildren; isFull?: boolean; children: ComponentChildren }) {
  const waiting = waitingCount.value;
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${title} · ${text.product}`;
  }, [title, waiting]);
  if (isFull) return <div class="screen full"><h1 class="visually-hidden">{title}</h1>{children}</div>;
  return (
    <div class="screen">
      <div class="content">
        <div class="page-head">
          <h1>{title}</h1>
          {actions && <div class="row">{actions}</div>}
        </div>
        {children}
      </div>
    </div>
  );
}

export function Card({ title, actions, children, isPadded }: { title?: string; actions?: ComponentChildren; children: ComponentChildren; isPadded?: boolean }) {
  return (
    <section class={isPadded && !title ? "card padded" : "card"}>
      {title && <header><h2>{title}</h2>{actions && <div class="row">{actions}</div>}</header>}
      {isPadded && title ? <div class="card padded" style={{ border: "0" }}>{children}</div> : children}
    </section>
  );
}

export function Badge({ kind, children }: { kind?: "good" | "bad" | "warn" | "info" | undefined; children: ComponentChildren }) {
  return <span class={kind ? `badge ${kind}` : "badge"}>{children}</span>;
}
