import type { ComponentChildren } from "preact";
import { text } from "../../texts.ts";
import { Icon } from "../../ui/icons.tsx";
import styles from "./welcome.module.css";

interface StepProps {
  number: number;
  title: string;
  hint?: string;
  isDone?: boolean;
  /** Its turn comes after the step above. */
  isLater?: boolean;
  children: ComponentChildren;
}

export function Step({ number, title, hint, isDone, isLater, children }: StepProps) {
  const kind = isDone ? styles["done"] : isLater ? styles["later"] : "";
  return (
    <li class={`card ${styles["step"]} ${kind}`}>
      <span class={styles["number"]}>{isDone ? <><Icon name="check" /><span class="visually-hidden">{text.welcome.done}</span></> : number}</span>
      <div class="column grow">
        <div>
          <h2>{title}</h2>
          {hint && <p class="dim">{hint}</p>}
        </div>
        {isLater ? <p class="dim">{text.welcome.later}</p> : children}
      </div>
    </li>
  );
}
