import { ApiError } from "../../api/errors.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Empty } from "../../ui/states.tsx";
import styles from "./mail.module.css";

/** Whether the person may not read the mail of the pod, or does not reach the pod at all. */
export function isLocked(error: unknown): boolean {
  return error instanceof ApiError && ((error.status === 403 && error.code === "missing_scope") || (error.status === 404 && error.code === "not_found"));
}

/** Says calmly who reads this mail. */
export function Locked() {
  const { title, why, who, fix, home } = text.mail.locked;
  return (
    <div class={styles.locked}>
      <Empty icon="vault" title={title}>
        <p>{why}</p>
        <p>{who}</p>
        <p>{fix}</p>
        <a class="button" href={to("/")}>{home}</a>
      </Empty>
    </div>
  );
}
