import { useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import styles from "./welcome.module.css";

type Way = keyof typeof text.welcome.ways;

/** How a program talks to this deployment, with the agent's key filled in. */
export function Connect({ apiKey, address }: { apiKey: string | undefined; address: string | undefined }) {
  const [way, setWay] = useState<Way>("claude");
  const key = apiKey ?? text.welcome.keyPlaceholder;
  const { origin } = location;
  const snippets: Record<Way, string[]> = {
    claude: [`claude mcp add --transport http warren ${origin}/mcp --header "Authorization: Bearer ${key}"`],
    curl: [`curl "${origin}/v1/email/inbox?address=${address ?? "ADDRESS"}" -H "Authorization: Bearer ${key}"`],
    sdk: [`const warren = new Warren({ url: "${origin}", apiKey: "${key}" });`],
  };
  return (
    <div class="column">
      <div class="column tight">
        <span class="dim">{text.welcome.mcpUrl}</span>
        <Copyable value={`${origin}/mcp`} label={`${text.copy}: ${text.welcome.mcpUrl}`} />
      </div>
      <div class="tabs" role="tablist" aria-label={text.welcome.connect}>
        {(Object.keys(snippets) as Way[]).map((one) => (
          <button key={one} type="button" role="tab" aria-selected={one === way} onClick={() => setWay(one)}>{text.welcome.ways[one]}</button>
        ))}
      </div>
      <div class={styles["snippets"]} role="tabpanel" aria-label={text.welcome.ways[way]}>
        {snippets[way].map((snippet) => <Copyable key={snippet} value={snippet} />)}
      </div>
    </div>
  );
}
