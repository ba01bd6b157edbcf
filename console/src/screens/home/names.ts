// What a row says about its item.
import { usePodNames, type NameOf } from "../../api/pod_names.ts";
import type { Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { relative, usdc } from "../../ui/format.tsx";
import type { IconName } from "../../ui/icons.tsx";
import { occurrence, whenName } from "../calendar/occurrence.ts";

export { usdc as dollars, usePodNames, type NameOf };

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
      return { icon: "budget", what: text.home.charge(usdc(amount_usdc), payee ?? text.home.noPayee), who: nameOf(pod_id), why: [description || category, because].join(" · "), until };
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
      const { summary, organizer } = item.event;
      const shown = occurrence(item.event);
      return { icon: "calendar", what: summary, who: organizer?.name || organizer?.email || "", why: whenName(shown), until: text.home.starts(relative(shown.start)) };
    }
    case "invitation":
      return { icon: "people", what: text.home.invited(item.invitation.email), who: "", why: text.home.invitedAs(item.invitation.role), until };
  }
}
