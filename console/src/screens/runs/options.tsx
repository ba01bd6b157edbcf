import { useState } from "preact/hooks";
import type { Runner } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Field, Select, TextArea } from "../../ui/field.tsx";
import { useAgentTypes } from "./queries.ts";
import type { RunForm, SecretForm, Wrong } from "./request.ts";
import css from "./runs.module.css";

export interface FormProps {
  pod: string;
  form: RunForm;
  set: (part: Partial<RunForm>) => void;
  secrets: SecretForm;
  setSecrets: (part: Partial<SecretForm>) => void;
  wrong: Wrong;
  runner: Runner | undefined;
}

type Typed = { [Name in keyof RunForm]: RunForm[Name] extends string ? Name : never }[keyof RunForm];

/** What most runs do not need. It opens by itself if something in it is wrong. */
export function MoreOptions({ pod, form, set, secrets, setSecrets, wrong }: FormProps) {
  const words = text.runs.start;
  const [isOpen, setOpen] = useState(false);
  const type = useAgentTypes(pod).data?.agent_types.find(({ id }) => id === form.type);
  const field = (name: Typed, label: string, hint: string) => (
    <Field label={label} hint={hint} wrong={wrong[name]} value={form[name]} onInput={({ currentTarget }) => set({ [name]: currentTarget.value })} />
  );
  const secret = (name: keyof SecretForm, label: string, hint: string) => (
    <TextArea label={label} hint={hint} wrong={wrong[name]} value={secrets[name]} spellcheck={false} autocomplete="off" onInput={({ currentTarget }) => setSecrets({ [name]: currentTarget.value })} />
  );
  const isWrong = (["turns", "delay", "servers", "vault", "variables"] as const).some((name) => wrong[name]);
  return (
    <details open={isOpen || isWrong} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.more}</summary>
      <div class="column">
        <div class={css["pair"]}>
          {field("model", words.model, words.modelHint)}
          {type?.takes_max_turns !== false && field("turns", words.turns, words.turnsHint)}
          {type?.takes_tools !== false && field("tools", words.tools, words.toolsHint)}
          {field("permissions", words.permissions, words.permissionsHint)}
          {field("address", words.address, words.addressHint)}
          {field("ticket", words.ticket, words.ticketHint)}
          <Select label={words.sandbox} value={form.sandbox} onChange={({ currentTarget }) => set({ sandbox: currentTarget.value })}>
            <option value="">{words.sandboxDefault}</option>
            <option value="worktree">{words.worktree}</option>
            <option value="tempdir">{words.tempdir}</option>
          </Select>
          {field("delay", words.delay, words.delayHint)}
        </div>
        {secret("variables", words.variables, words.variablesHint)}
        <TextArea label={words.vault} hint={words.vaultHint} wrong={wrong.vault} value={form.vault} spellcheck={false} onInput={({ currentTarget }) => set({ vault: currentTarget.value })} />
        {type?.takes_mcp_config !== false && secret("servers", words.servers, words.serversHint)}
      </div>
    </details>
  );
}
