import { useId, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { HOME_POD } from "../api/client.ts";
import { useCan, usePods } from "../api/me.ts";
import { ACCOUNT_SCREENS, HOME, POD_SCREENS, to, toPod, type Place } from "../routes.ts";
import { text } from "../texts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";

interface Command {
  href: string;
  name: string;
  group: string;
  icon: IconName;
}

/** Finds every screen and every agent by a few letters (⌘K). */
export function Commands({ pod, onClose }: { pod: string; onClose: () => void }) {
  const { route } = useLocation();
  const { data } = usePods();
  const can = useCan();
  const isAllowed = ({ permission }: Place) => permission === undefined || can(permission);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const all: Command[] = [
    { ...HOME, href: to("/"), group: "" },
    ...POD_SCREENS.filter(isAllowed).map(({ path, name, icon }) => ({ href: toPod(pod, path), name, icon, group: text.nav.agent })),
    ...ACCOUNT_SCREENS.filter(isAllowed).map(({ path, name, icon }) => ({ href: to(path), name, icon, group: text.nav.account })),
    ...[{ id: HOME_POD, name: text.nav.homePod }, ...(data?.pods ?? [])].map((one) => ({ href: toPod(one.id, "/mail"), name: one.name ?? one.id, icon: "agents" as const, group: text.nav.agents })),
  ];
  const words = typed.toLowerCase().split(/\s+/);
  const found = all.filter(({ name, group }) => words.every((word) => `${name} ${group}`.toLowerCase().includes(word))).slice(0, 50);
  const open = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    route(command.href);
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setChosen((chosen + by + found.length) % Math.max(1, found.length));
    }
    if (event.key === "Enter") open(found[chosen]);
  };
  const optionId = (index: number) => `${id}-${index}`;
  return (
    <Dialog title={text.commands.title} onClose={onClose} isBare>
      <div class="commands">
        <input role="combobox" aria-expanded={true} aria-controls={id} aria-activedescendant={found[chosen] && optionId(chosen)} aria-label={text.commands.hint} placeholder={text.commands.hint} value={typed} autoFocus onKeyDown={pressed} onInput={({ currentTarget }) => { setTyped(currentTarget.value); setChosen(0); }} />
        <ul id={id} role="listbox" aria-label={text.commands.title}>
          {found.map((command, index) => (
            <li key={command.href + command.group} id={optionId(index)} role="option" aria-selected={index === chosen} onMouseMove={() => setChosen(index)} onClick={() => open(command)}>
              <Icon name={command.icon} />{command.name}<span class="dim">{command.group}</span>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p class="empty">{text.commands.none}</p>}
      </div>
    </Dialog>
  );
}
