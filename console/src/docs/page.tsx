import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { text } from "../texts.ts";
import { Button } from "../ui/button.tsx";
import { currentPage, markdownAddress, pageAddress } from "./addresses.ts";
import styles from "./docs.module.css";
import { Header } from "./header.tsx";
import { render, type RenderedPage, type Section } from "./render.ts";
import { getPage, listPages, type PageEntry } from "./site.ts";

type State = { page: RenderedPage } | "loading" | "missing" | "failed";

export function DocumentationPage() {
  const name = currentPage();
  const [state, setState] = useState<State>("loading");
  const load = () => {
    setState("loading");
    getPage(name).then((markdown) => setState(markdown === undefined ? "missing" : { page: render(markdown) })).catch(() => setState("failed"));
  };
  useEffect(load, [name]);
  const page = typeof state === "object" ? state.page : undefined;
  return (
    <>
      <Header place="documentation" />
      <div class={styles["layout"]}>
        <Contents current={name} />
        <main id="content" tabIndex={-1}>
          {page ? <Article page={page} name={name} /> : <Instead state={state} onRetry={load} />}
        </main>
        <Sections sections={page?.sections ?? []} />
      </div>
    </>
  );
}

function Article({ page, name }: { page: RenderedPage; name: string }) {
  const article = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    article.current?.replaceChildren(page.content);
    document.title = `${page.title} · ${text.product}`;
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, [page]);
  return (
    <>
      <article class={styles["article"]} ref={article} />
      <footer class={styles["foot"]}><a href={markdownAddress(name)}>{text.docs.markdown}</a></footer>
    </>
  );
}

/** What is shown while there is no page. */
function Instead({ state, onRetry }: { state: State; onRetry: () => void }) {
  if (state === "loading") return <p class="dim" role="status">{text.loading}</p>;
  if (state === "missing") {
    return <div class="empty"><h1>{text.docs.missing}</h1><p>{text.docs.missingFix}</p></div>;
  }
  return (
    <div class="notice bad" role="alert">
      <p class="grow">{text.errors.unreachable}</p>
      <Button onClick={onRetry}>{text.retry}</Button>
    </div>
  );
}

/** All pages: a list beside the page, and on a phone a list that opens above it. */
function Contents({ current }: { current: string }) {
  const [pages, setPages] = useState<PageEntry[]>([]);
  const [isOpen, setOpen] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => void listPages().then(setPages).catch(() => {}), []);
  useEffect(() => link.current?.scrollIntoView({ block: "nearest" }), [pages]);
  return (
    <nav class={styles["contents"]} aria-label={text.docs.pages}>
      <Button class={styles["toggle"]} icon="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{text.docs.pages}</Button>
      <ul class={isOpen ? styles["open"] : undefined}>
        {pages.map(({ name, title }) => (
          <li key={name}>
            <a href={pageAddress(name)} {...(name === current && { "aria-current": "page", ref: link })}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Sections({ sections }: { sections: Section[] }) {
  if (sections.length < 2) return <div class={styles["sections"]} />;
  return (
    <nav class={styles["sections"]} aria-label={text.docs.sections}>
      <h2>{text.docs.sections}</h2>
      <ul>{sections.map(({ id, name }) => <li key={id}><a href={`#${id}`}>{name}</a></li>)}</ul>
    </nav>
  );
}
