import { text } from "../texts.ts";
import { Dialog } from "../ui/dialog.tsx";

/** All shortcuts (`?`). */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={text.keyboard.title} onClose={onClose}>
      <div class="column">
        {text.keyboard.groups.map(({ name, keys }) => (
          <section key={name} class="column tight">
            <h3>{name}</h3>
            <dl class="facts shortcuts">
              {keys.map(([key, meaning]) => (
                <div key={meaning}>
                  <dt>{key.split(" ").map((one) => <kbd key={one}>{one}</kbd>)}</dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
