// What a row says about its item.
import { HOME_POD } from "../../api/client.ts";
import { useAccount, usePods } from "../../api/me.ts";
import type { Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { dateTime, money, relative } from "../../ui/format.tsx";
import type { IconName } from "../../ui/icons.tsx";

/** Amounts of the API are in millionths. */
export const dollars = (atomic: number) => money(atomic / 1_000_000);

export type NameOf = (pod: string) => string;

/** The names of pods by their ids. */
export function usePodNames(): NameOf {
  const pods = usePods().data?.pods ?? [];
  const account = useAccount().data;
  return (id) => (id === account?.id || id === HOME_POD ? (account?.name ?? text.home.account) : (pods.find((pod) => pod.id === id)?.name ?? id));
}

export interface Description {
  icon: IconName;
  what: string;
  who: string;
  why: string;
  /** When it expires, or when the event begins. */
  until: string | undefined;
}

export function describe(item: Waiting, nameOf: NameOf): Description {
  const until = item.expires && text.home.expiresIn(relative(item.expires));
  switch (item.kind) {
    case "approval": {
      const { amount_usdc, payee, pod_id, description, category, requested_because } = item.approval;
      const because = text.home.because[requested_because] ?? requested_because;
      return { icon: "budget", what: text.home.charge(dollars(amount_usdc), payee ?? text.home.noPayee), who: nameOf(pod_id), why: [description || category, because].join(" · "), until };
    }
    case "draft": {
      const { subject, to, snippet } = item.message;
      return { icon: "mail", what: subject || text.home.noSubject, who: nameOf(item.pod), why: [text.home.mailTo(to.join(", ")), snippet].filter(Boolean).join(" · "), until: undefined };
    }
    case "credential": {
      const { credential_type, service_name, agent_name, description, user_code } = item.request;
      return { icon: "key", what: text.home.wants(text.home.credentialTypes[credential_type], service_name), who: agent_name, why: [description, user_code].filter(Boolean).join(" · "), until };
    }
    case "event": {
      const { summary, organizer, start } = item.event;
      return { icon: "calendar", what: summary, who: organizer?.name || organizer?.email || "", why: dateTime(start), until: text.home.starts(relative(start)) };
    }
    case "invitation":
      return { icon: "people", what: text.home.invited(item.invitation.email), who: "", why: text.home.invitedAs(item.invitation.role), until };
  }
}
