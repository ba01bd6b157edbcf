// The permissions that a key of an agent can have, in groups as people think of them.
import { text } from "../../texts.ts";

const ORDER = Object.keys(text.keys.groups);

/** The public profile is shown with trust. */
const groupOf = (permission: string) => (permission === "profile:write" ? "trust" : (permission.split(":")[0] ?? ""));

export const GROUPS = ORDER.map((group) => ({ group, permissions: Object.keys(text.keys.permissions).filter((permission) => groupOf(permission) === group) }));

/** Every permission by its own name: `mail:*` stands for all of a group, except the one to make keys. */
export function expand(permissions: string[]): string[] {
  const known = Object.keys(text.keys.permissions);
  return permissions.flatMap((name) => (name.endsWith(":*") ? known.filter((one) => one.startsWith(name.slice(0, -1)) && one !== "keys:write") : [name]));
}
