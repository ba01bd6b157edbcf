import type { ComponentChildren } from "preact";
import type { ScreenProps } from "../../routes.ts";
import { to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { RunList } from "./list.tsx";
import { useRunEvents } from "./queries.ts";
import { Repositories } from "./repositories.tsx";
import { RunScreen } from "./run.tsx";
import { Runners } from "./runners.tsx";
import { StartRun } from "./start.tsx";

const TABS = [
  ["", text.runs.tabs.runs],
  ["runners", text.runs.tabs.runners],
  ["repositories", text.runs.tabs.repositories],
] as const;

export default function Runs({ pod, rest }: ScreenProps) {
  useRunEvents(pod);
  if (rest === "") return <RunList pod={pod} />;
  if (rest === "new") return <StartRun pod={pod} />;
  if (rest === "runners") return <Runners pod={pod} />;
  if (rest === "repositories") return <Repositories pod={pod} />;
  return <RunScreen pod={pod} id={rest} />;
}

interface TabProps {
  pod: string;
  at: (typeof TABS)[number][0];
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One of the lists of the screen, with the way to the others. */
export function Tab({ pod, at, actions, children }: TabProps) {
  return (
    <Page title={text.runs.title} actions={actions}>
      <nav class="tabs" aria-label={text.runs.tabs.label}>
        {TABS.map(([path, name]) => (
          <a key={path} href={toPod(pod, path ? `/runs/${path}` : "/runs")} aria-current={path === at ? "page" : undefined}>{name}</a>
        ))}
        <a href={to("/access")}>{text.runs.tabs.keys}</a>
      </nav>
      {children}
    </Page>
  );
}
