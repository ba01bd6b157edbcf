import { ErrorBoundary, lazy } from "preact-iso";
import type { Waiting } from "../../api/waiting.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { isApprovable } from "./decide.ts";
import styles from "./home.module.css";
import { describe, type NameOf } from "./names.ts";

/** With the forms, so not before a row is opened. */
export const Details = lazy(() => import("./details.tsx").then(({ Details: loaded }) => loaded));

interface RowProps {
  item: Waiting;
  nameOf: NameOf;
  isCurrent: boolean;
  isOpen: boolean;
  isSelected: boolean;
  isBusy: boolean;
  error: unknown;
  onFocus: () => void;
  onOpen: () => void;
  onSelect: () => void;
  onApprove: () => void;
  onReject: () => void;
}

const YES = { approval: text.home.approve, draft: text.home.release, event: text.home.accept, credential: text.home.answer, invitation: "" };
const NO = { approval: text.home.reject, draft: text.home.reject, event: text.home.decline, credential: "", invitation: text.home.revoke };

/** One thing that waits: what, who, why, how long; the answers; and on demand everything about it. */
export function Row({ item, nameOf, isCurrent, isOpen, isSelected, isBusy, error, onFocus, onOpen, onSelect, onApprove, onReject }: RowProps) {
  const { icon, what, who, why, until } = describe(item, nameOf);
  const yes = YES[item.kind];
  const no = NO[item.kind];
  return (
    <li class={isCurrent ? `${styles["item"]} ${styles["current"]}` : styles["item"]} data-id={item.id} onFocusCapture={onFocus}>
      <div class={styles["row"]}>
        <label class={styles["select"]}>
          <input type="checkbox" checked={isSelected} disabled={!isApprovable(item)} aria-label={text.home.select(what)} onChange={onSelect} />
        </label>
        <button type="button" class={styles["what"]} aria-expanded={isOpen} onClick={onOpen}>
          <Icon name={icon} />
          <span class={styles["words"]}>
            <span class={styles["headline"]}><strong>{what}</strong>{who && <span class="dim">{who}</span>}</span>
            <span class={`${styles["why"]} dim`}>{why}</span>
          </span>
        </button>
        <span class={`${styles["times"]} dim`}>
          <span><Time at={item.at} /></span>
          {until && <span>{until}</span>}
        </span>
        <span class={styles["answers"]}>
          {yes && <Button {...(item.kind !== "credential" && { kind: "primary" as const })} disabled={isBusy} onClick={onApprove}>{yes}</Button>}
          {no && <Button disabled={isBusy} onClick={onReject}>{no}</Button>}
        </span>
      </div>
      {error !== undefined && <div class={styles["below"]}><ErrorNotice {...explain(error)} /></div>}
      {isOpen && <div class={styles["below"]}><ErrorBoundary><Details item={item} nameOf={nameOf} /></ErrorBoundary></div>}
    </li>
  );
}
