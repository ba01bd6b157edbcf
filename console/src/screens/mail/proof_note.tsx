import type { EmailMessage } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { checksOf, proofOf } from "./proof.ts";
import styles from "./message.module.css";

/** Whether the sender is certain: a warning if something is wrong, else a quiet line. The checks unfold. */
export function ProofNote({ message }: { message: EmailMessage }) {
  const { kind, headline, advice } = proofOf(message);
  return (
    <details class={[styles.proof, styles[kind]].join(" ")}>
      <summary>
        <Icon name={kind === "good" ? "check" : kind === "bad" ? "warning" : "trust"} size={16} />
        <span class="grow">{headline}{advice && <span class={styles.advice}>{advice}</span>}</span>
        <Icon name="chevron" size={15} />
      </summary>
      <dl class={styles.checks}>
        {checksOf(message).map(({ name, result, about }) => (
          <div key={name}><dt>{name}</dt><dd><b>{result}</b> <span>{about}</span></dd></div>
        ))}
        {message.authors?.map(({ name, address }) => <div key={address}><dt>From</dt><dd>{name ? `${name} <${address}>` : address}</dd></div>)}
      </dl>
    </details>
  );
}
