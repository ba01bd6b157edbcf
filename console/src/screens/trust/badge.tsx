import { useState } from "preact/hooks";
import { useAccount } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import styles from "./trust.module.css";

type Style = keyof typeof text.trust.styles;
const STYLES = Object.keys(text.trust.styles) as Style[];

/** The score as an image, and how to show it elsewhere. */
export function Badge() {
  const [style, setStyle] = useState<Style>("flat");
  const query = useAccount();
  return (
    <Card title={text.trust.badge} isPadded>
      <Loaded query={query}>
        {({ id }) => {
          const path = `/badge/${id}?style=${style}`;
          const url = location.origin + path;
          return (
            <div class="column">
              <p class="dim">{text.trust.badgeHint}</p>
              <div class={styles["badge"]}>
                <Select label={text.trust.style} value={style} onChange={({ currentTarget }) => setStyle(currentTarget.value as Style)}>
                  {STYLES.map((one) => <option key={one} value={one}>{text.trust.styles[one]}</option>)}
                </Select>
                <img src={path} alt={text.trust.badgeAlt} />
              </div>
              <div class="column tight"><span>{text.trust.markdown}</span><Copyable value={`![${text.trust.score}](${url})`} /></div>
              <div class="column tight"><span>{text.trust.html}</span><Copyable value={`<img src="${url}" alt="${text.trust.score}">`} /></div>
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}
