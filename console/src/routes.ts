// The screens, and where they are. Each is a file of its own that loads when it is first opened.
import type { ComponentType } from "preact";
import type { IconName } from "./ui/icons.tsx";
import { text } from "./texts.ts";

/** Parts of the address, as the screen gets them. */
export interface ScreenProps {
  /** The pod, `home` for the account's own. Only in addresses with `:pod`. */
  pod: string;
  /** What comes after the screen's address, such as the id of a conversation; empty if there is nothing. */
  rest: string;
}

type Load = () => Promise<{ default: ComponentType<ScreenProps> }>;

export interface Place {
  /** The address after `/console`. A `*` at the end stands for whatever the screen itself reads. */
  path: string;
  name: string;
  icon: IconName;
  /** Without this permission, a person has nothing to do there. */
  permission?: string;
}

export interface Screen extends Place {
  load: Load;
}

/** Screens of one pod, after `/pods/:pod`. */
export const POD_SCREENS: Screen[] = [
  { path: "/mail", name: text.nav.mail, icon: "mail", permission: "mail:read", load: () => import("./screens/mail/index.tsx") },
  { path: "/calendar", name: text.nav.calendar, icon: "calendar", permission: "calendar:read", load: () => import("./screens/calendar/index.tsx") },
  { path: "/vault", name: text.nav.vault, icon: "vault", permission: "vault:read", load: () => import("./screens/vault/index.tsx") },
  { path: "/runs", name: text.nav.runs, icon: "runs", permission: "runs:read", load: () => import("./screens/runs/index.tsx") },
  { path: "/keys", name: text.nav.keys, icon: "keys", permission: "keys:read", load: () => import("./screens/keys/index.tsx") },
  { path: "/webhooks", name: text.nav.webhooks, icon: "webhooks", permission: "webhooks:read", load: () => import("./screens/webhooks/index.tsx") },
  { path: "/trust", name: text.nav.trust, icon: "trust", permission: "trust:read", load: () => import("./screens/trust/index.tsx") },
  { path: "/audit", name: text.nav.audit, icon: "audit", permission: "audit:read", load: () => import("./screens/audit/index.tsx") },
];

/** Screens of the account. */
export const ACCOUNT_SCREENS: Screen[] = [
  { path: "/agents", name: text.nav.agents, icon: "agents", permission: "pods:read", load: () => import("./screens/agents/index.tsx") },
  { path: "/budget", name: text.nav.budget, icon: "budget", permission: "budget:read", load: () => import("./screens/budget/index.tsx") },
  { path: "/people", name: text.nav.people, icon: "people", permission: "members:read", load: () => import("./screens/people/index.tsx") },
  { path: "/tenants", name: text.nav.tenants, icon: "tenants", permission: "tenants:read", load: () => import("./screens/tenants/index.tsx") },
  { path: "/domains", name: text.nav.domains, icon: "domains", permission: "domains:read", load: () => import("./screens/domains/index.tsx") },
  { path: "/access", name: text.nav.access, icon: "access", load: () => import("./screens/access/index.tsx") },
  { path: "/usage", name: text.nav.usage, icon: "usage", permission: "usage:read", load: () => import("./screens/usage/index.tsx") },
  { path: "/settings", name: text.nav.settings, icon: "settings", load: () => import("./screens/settings/index.tsx") },
];

/** Most visits begin here, so it comes with the console itself. */
export const HOME: Place = { path: "/", name: text.nav.home, icon: "home" };
/** The guided path of a new account. */
export const WELCOME: Screen = { path: "/welcome", name: text.nav.home, icon: "home", load: () => import("./screens/welcome/index.tsx") };
/** Has a session of its own. */
export const OPERATOR: Screen = { path: "/operator", name: text.nav.operator, icon: "operator", load: () => import("./screens/operator/index.tsx") };
/** Shown at every address while nobody is signed in. */
export const SIGN_IN: Screen = { path: "/sign-in", name: text.nav.home, icon: "access", load: () => import("./screens/sign-in/index.tsx") };

export const BASE = "/console";
/** The address of a screen of the account. */
export const to = (path: string) => `${BASE}${path === "/" ? "" : path}`;
/** The address of a screen of a pod. */
export const toPod = (pod: string, path: string) => `${BASE}/pods/${encodeURIComponent(pod)}${path}`;

/** Whether a path is that of a screen, or below it. Home has nothing below it. */
export function isAt(path: string, href: string): boolean {
  return href === to("/") ? path.replace(/\/$/, "") === href : path === href || path.startsWith(`${href}/`);
}
