import { useLocation } from "preact-iso";
import { api, HOME_POD } from "../api/client.ts";
import { useAccount, useCan, usePods } from "../api/me.ts";
import { unsubscribeHere } from "../api/push.ts";
import { forgetSession } from "../api/session.ts";
import { ACCOUNT_SCREENS, HOME, isAt, POD_SCREENS, to, toPod, type Place } from "../routes.ts";
import { text } from "../texts.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { WaitingBadge } from "./shell.tsx";
import { toggleTheme } from "./theme.ts";

export function Sidebar({ pod, isOpen, onSearch }: { pod: string; isOpen: boolean; onSearch: () => void }) {
  const { path } = useLocation();
  const can = useCan();
  const item = ({ name, icon, permission }: Place, href: string) =>
    (permission === undefined || can(permission)) && (
      <li key={href}>
        <a href={href} aria-current={isAt(path, href) ? "page" : undefined}><Icon name={icon} />{name}{href === to("/") && <WaitingBadge />}</a>
      </li>
    );
  return (
    <nav class={isOpen ? "sidebar open" : "sidebar"} aria-label={text.nav.label}>
      <a class="brand" href={to("/")}><img src="/console/icon.svg" alt="" />{text.product}</a>
      <Button icon="search" class="switcher" onClick={onSearch}>
        <span class="grow">{text.nav.commands}</span><kbd>⌘K</kbd>
      </Button>
      <ul>{item(HOME, to("/"))}</ul>
      <div>
        <h2>{text.nav.agent}</h2>
        <Switcher pod={pod} path={path} />
      </div>
      <ul>{POD_SCREENS.map((screen) => item(screen, toPod(pod, screen.path)))}</ul>
      <div>
        <h2>{text.nav.account}</h2>
        <ul>{ACCOUNT_SCREENS.map((screen) => item(screen, to(screen.path)))}</ul>
      </div>
      <div class="foot">
        <a class="button plain" href="/docs/QUICKSTART"><Icon name="audit" />{text.nav.documentation}</a>
        <a class="button plain" href="/api/docs"><Icon name="runs" />{text.nav.reference}</a>
        <Button kind="plain" icon="sun" onClick={toggleTheme}>{text.nav.theme}</Button>
        <Button kind="plain" icon="signOut" onClick={signOut}>{text.nav.signOut}</Button>
      </div>
    </nav>
  );
}

/** Chooses the pod whose screens are shown, and stays on the same screen. */
function Switcher({ pod, path }: { pod: string; path: string }) {
  const { data } = usePods();
  const account = useAccount().data;
  const screen = POD_SCREENS.find((one) => isAt(path, toPod(pod, one.path))) ?? POD_SCREENS[0];
  const pods = [{ id: HOME_POD, name: account?.name ?? text.nav.homePod }, ...(data?.pods ?? [])];
  const shown = pods.find(({ id }) => id === pod);
  return (
    <Menu label={text.nav.switchAgent} class="switcher" button={<><span class="truncate">{shown?.name ?? shown?.id ?? pod}</span><Icon name="chevron" /></>}>
      {pods.map(({ id, name }) => (
        <MenuItem key={id} href={toPod(id, screen?.path ?? "")} icon={id === pod ? "check" : "agents"}>{name ?? id}</MenuItem>
      ))}
    </Menu>
  );
}

/** The session ends on the server too; if that fails, this browser forgets it all the same. */
async function signOut(): Promise<void> {
  await unsubscribeHere().catch(() => {});
  await api.DELETE("/v1/auth/sessions/current").catch(() => {});
  forgetSession();
}
