import type { ComponentChildren } from "preact";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Icon, type IconName } from "../../ui/icons.tsx";
import styles from "./folders.module.css";
import { hrefOf, type Place, type View } from "./place.ts";
import { useLabels } from "./requests.ts";

const VIEWS: { view: View; icon: IconName }[] = [
  { view: "all", icon: "mail" },
  { view: "sent", icon: "send" },
  { view: "scheduled", icon: "calendar" },
  { view: "held", icon: "check" },
  { view: "filed", icon: "archive" },
  { view: "rules", icon: "settings" },
];

/** The mailboxes of the pod, what was sent, labels and rules. */
export function Folders({ pod, place, addresses, onCompose }: { pod: string; place: Place; addresses: string[]; onCompose: () => void }) {
  const can = useCan();
  const labels = useLabels(pod).data?.labels ?? [];
  const link = (to: Place, icon: IconName, name: ComponentChildren, title?: string, more?: ComponentChildren) => {
    const isHere = place.view === to.view && place.label === to.label && (to.view !== "inbox" || place.address === to.address);
    return (
      <li key={hrefOf(pod, to)}>
        <a class={styles.folder} href={hrefOf(pod, to)} title={title} aria-current={isHere ? "page" : undefined}>
          <Icon name={icon} size={16} /><span class="truncate grow">{name}</span>{more}
        </a>
      </li>
    );
  };
  return (
    <nav class={styles.folders} aria-label={text.mail.folders}>
      {can("mail:send") && <Button kind="primary" icon="edit" onClick={onCompose} disabled={addresses.length === 0}>{text.mail.compose}</Button>}
      <h2>{text.mail.inboxes}</h2>
      <ul>{addresses.map((address) => link({ view: "inbox", address }, "mail", address.split("@")[0], address))}</ul>
      <h2 class="visually-hidden">{text.mail.folders}</h2>
      <ul>{VIEWS.map(({ view, icon }) => link({ view }, icon, text.mail.views[view]))}</ul>
      {labels.length > 0 && <h2>{text.mail.labels}</h2>}
      <ul>
        {labels.map(({ name, unread }) => link({ view: "label", label: name }, "star", name, name, unread > 0 && <span class={styles.count}>{unread}<span class="visually-hidden"> {text.mail.unread}</span></span>))}
      </ul>
    </nav>
  );
}
