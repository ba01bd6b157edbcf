import type { ComponentChildren } from "preact";
import { toggleTheme } from "../shell/theme.ts";
import { text } from "../texts.ts";
import { IconButton } from "../ui/button.tsx";
import styles from "./header.module.css";

export type Place = "documentation" | "reference";

/** The top of the pages that anybody can read. */
export function Header({ place, children }: { place: Place; children?: ComponentChildren }) {
  const link = (to: Place, href: string, name: string) => <a href={href} aria-current={to === place ? "page" : undefined}>{name}</a>;
  return (
    <header class={styles["header"]}>
      <a class={`button ${styles["skip"]}`} href="#content">{text.nav.skip}</a>
      <a class={styles["brand"]} href="/console"><img src="/console/icon.svg" alt="" />{text.product}</a>
      <nav aria-label={text.docs.places}>
        {link("documentation", "/docs/QUICKSTART", text.nav.documentation)}
        {link("reference", "/api/docs", text.nav.reference)}
      </nav>
      {children}
      <IconButton icon="sun" label={text.nav.theme} onClick={toggleTheme} />
    </header>
  );
}
