import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { HOME_POD } from "../api/client.ts";
import { isOffline } from "../api/connection.ts";
import { useCan, useMe } from "../api/me.ts";
import { queries } from "../api/queries.ts";
import { isSessionOver, offered, rememberMember, session } from "../api/session.ts";
import { useWaitingCount, waitingCount } from "../api/waiting.ts";
import { ACCOUNT_SCREENS, HOME, isAt, POD_SCREENS, to, toPod } from "../routes.ts";
import { text } from "../texts.ts";
import { useShortcuts } from "../ui/keyboard.ts";
import { Icon } from "../ui/icons.tsx";
import { Commands } from "./commands.tsx";
import { ScreenError } from "./fallbacks.tsx";
import { OtherSession } from "./other_session.tsx";
import { SessionOver } from "./session_over.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { Sidebar } from "./sidebar.tsx";

const PHONE = matchMedia("(max-width: 820px)");

/** The pod of the address, or the last one that was looked at. */
export function useCurrentPod(): string {
  const { path } = useLocation();
  const named = /^\/console\/pods\/([^/]+)/.exec(path)?.[1];
  if (named) sessionStorage.setItem("warren.pod", decodeURIComponent(named));
  return sessionStorage.getItem("warren.pod") ?? HOME_POD;
}

/** A pod that is gone is no longer the one whose screens the navigation opens. */
export function forgetPod(pod: string): void {
  if (sessionStorage.getItem("warren.pod") === pod) sessionStorage.removeItem("warren.pod");
}

/** The frame around all screens: navigation, the search for everything, and what concerns the whole console. */
export function Shell({ children }: { children: ComponentChildren }) {
  const pod = useCurrentPod();
  const { path } = useLocation();
  const isPhone = useIsPhone();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isSearching, setSearching] = useState(false);
  const [isHelping, setHelping] = useState(false);
  useShortcuts({ "mod+k": () => setSearching(true), "/": () => setSearching(true), "?": () => setHelping(true) });
  useEffect(() => setMenuOpen(false), [path]);
  useFreshContent();
  return (
    <div class="shell">
      <a class="button skip" href="#content">{text.nav.skip}</a>
      <WaitingCount />
      <Person />
      {(isMenuOpen || !isPhone) && <Sidebar pod={pod} isOpen={isMenuOpen} onSearch={() => setSearching(true)} />}
      <main class="main" id="content" tabIndex={-1}>
        {isOffline.value && <p class="banner" role="alert">{text.errors.offline}</p>}
        <ScreenError path={path}>{children}</ScreenError>
      </main>
      <Bottom pod={pod} path={path} isMenuOpen={isMenuOpen} onMenu={() => setMenuOpen(!isMenuOpen)} />
      {isSearching && <Commands pod={pod} onClose={() => setSearching(false)} />}
      {isHelping && <Shortcuts onClose={() => setHelping(false)} />}
      {offered.value ? <OtherSession offer={offered.value} /> : isSessionOver.value && <SessionOver />}
    </div>
  );
}

/** Whether the navigation is out of sight until it is opened, as `shell.css` says. */
function useIsPhone(): boolean {
  const [isPhone, setPhone] = useState(PHONE.matches);
  useEffect(() => {
    const look = () => setPhone(PHONE.matches);
    PHONE.addEventListener("change", look);
    return () => PHONE.removeEventListener("change", look);
  }, []);
  return isPhone;
}

/** A component of its own, so that what loads does not render the whole frame again. */
function WaitingCount() {
  useWaitingCount();
  return null;
}

function Person() {
  const member = useMe().data?.member?.id;
  useEffect(() => {
    if (member) rememberMember(member);
  }, [member]);
  return null;
}

/** After a lost connection, and after somebody signed in again, everything shown may be old. */
function useFreshContent(): void {
  const token = session.value?.token;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (!isOffline.value) void queries.invalidateQueries();
  }, [isOffline.value, token]);
}

/** On a phone, the most used screens are within reach of the thumb. */
function Bottom({ pod, path, isMenuOpen, onMenu }: { pod: string; path: string; isMenuOpen: boolean; onMenu: () => void }) {
  const can = useCan();
  const screens = [
    { ...HOME, href: to("/") },
    ...POD_SCREENS.slice(0, 2).map((screen) => ({ ...screen, href: toPod(pod, screen.path) })),
    ...ACCOUNT_SCREENS.slice(0, 1).map((screen) => ({ ...screen, href: to(screen.path) })),
  ].filter(({ permission }) => permission === undefined || can(permission));
  return (
    <nav class="bottom" aria-label={text.menu}>
      {screens.map(({ href, name, icon }) => (
        <a key={href} href={href} aria-current={isAt(path, href) ? "page" : undefined}>
          <Icon name={icon} />{name}
          {href === to("/") && <WaitingBadge />}
        </a>
      ))}
      <button type="button" aria-expanded={isMenuOpen} onClick={onMenu}><Icon name="menu" />{text.nav.more}</button>
    </nav>
  );
}

/** How many things wait for the person. */
export function WaitingBadge() {
  const count = waitingCount.value;
  if (count === 0) return null;
  return <span class="badge warn count">{count > 99 ? "99+" : count}<span class="visually-hidden"> {text.home.waiting}</span></span>;
}
