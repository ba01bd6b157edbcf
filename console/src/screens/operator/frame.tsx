import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isOffline } from "../../api/connection.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { toggleTheme } from "../../shell/theme.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { signOut } from "./api.ts";
import css from "./operator.module.css";
import { forgetOperatorSession, isOperatorSessionOver } from "./session.ts";
import { TokenForm } from "./sign_in.tsx";

const words = text.operator;
const TABS = [["", words.tabs.overview], ["accounts", words.tabs.accounts], ["tenants", words.tabs.tenants], ["income", words.tabs.income], ["keys", words.tabs.keys], ["errors", words.tabs.errors]] as const;

/** What is around all screens of the operator. */
export function Frame({ at, children }: { at: string; children: ComponentChildren }) {
  const tabs = useRef<HTMLElement>(null);
  // On a phone, not all of them fit.
  useEffect(() => tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [at]);
  return (
    <div class={css["frame"]}>
      <a class="button skip" href="#content">{text.nav.skip}</a>
      <header class={css["head"]}>
        <a class={css["brand"]} href={to("/operator")}><img src="/console/icon.svg" alt="" />{text.product}<span class="badge info">{words.operator}</span></a>
        <nav ref={tabs} class={css["tabs"]} aria-label={text.nav.label}>
          {TABS.map(([path, name]) => (
            <a key={path} href={to(path ? `/operator/${path}` : "/operator")} aria-current={path === at ? "page" : undefined}>{name}</a>
          ))}
        </nav>
        <div class={css["foot"]}>
          <IconButton icon="sun" label={text.nav.theme} onClick={toggleTheme} />
          <IconButton icon="signOut" label={text.nav.signOut} onClick={leave} />
        </div>
      </header>
      <main class={css["main"]} id="content" tabIndex={-1}>
        {isOffline.value && <p class="banner" role="alert">{text.errors.offline}</p>}
        {children}
      </main>
      {isOperatorSessionOver.value && <SessionOver />}
    </div>
  );
}

/** The session ended. With the token, it begins again, and what is on the screen stays. */
function SessionOver() {
  return (
    <Dialog title={text.errors.sessionOver} onClose={() => (isOperatorSessionOver.value = false)}>
      <div class="column">
        <p>{words.signIn.again}</p>
        <TokenForm />
        <Button kind="plain" onClick={forget}>{text.nav.signOut}</Button>
      </div>
    </Dialog>
  );
}

/** The session ends on the server too; if that fails, this tab forgets it all the same. */
async function leave(): Promise<void> {
  await signOut().catch(() => {});
  forget();
}

function forget(): void {
  forgetOperatorSession();
  queries.removeQueries({ queryKey: ["operator"] });
}
