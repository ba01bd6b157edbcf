import { chooseTheme, theme, type Theme } from "../../shell/theme.ts";
import { text } from "../../texts.ts";
import { Card } from "../../ui/page.tsx";
import styles from "./settings.module.css";

const THEMES: Theme[] = ["system", "light", "dark"];

export function Appearance() {
  return (
    <Card title={text.settings.theme} isPadded>
      <fieldset class={styles["choices"]}>
        <legend class="visually-hidden">{text.settings.theme}</legend>
        {THEMES.map((one) => (
          <label key={one}>
            <input type="radio" name="theme" checked={theme.value === one} onChange={() => chooseTheme(one)} />
            {text.settings.themes[one]}
          </label>
        ))}
      </fieldset>
    </Card>
  );
}
