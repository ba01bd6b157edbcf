// What somebody typed to start a run, as the API takes it.
import type { NewRun } from "../../api/client.ts";
import { ATOMIC, atomic } from "../../api/money.ts";
import { text } from "../../texts.ts";

/** The fields as they are typed. They are kept while they are not sent, and so contain no secrets. */
export interface RunForm {
  runner: string;
  type: string;
  prompt: string;
  repository: string;
  branch: string;
  spend: string;
  closes: boolean;
  minutes: string;
  model: string;
  turns: string;
  tools: string;
  permissions: string;
  address: string;
  ticket: string;
  sandbox: string;
  delay: string;
  command: string;
  vault: string;
}

/** The fields that may contain secrets. They are never stored in the browser. */
export interface SecretForm {
  variables: string;
  args: string;
  servers: string;
}

export const NO_SECRETS: SecretForm = { variables: "", args: "", servers: "" };

export const EMPTY: RunForm = {
  runner: "", type: "", prompt: "", repository: "", branch: "", spend: "", closes: true, minutes: "", model: "", turns: "", tools: "",
  permissions: "", address: "", ticket: "", sandbox: "", delay: "", command: "", vault: "",
};

export const CUSTOM = "custom";
const MAX_SPEND = 1_000_000 * ATOMIC;

/** Which fields are wrong, and why. */
export type Wrong = Partial<Record<keyof RunForm | keyof SecretForm, string>>;

/** The request, or what is wrong with the fields. */
export function requestOf(form: RunForm, { variables, args, servers }: SecretForm): { body: NewRun } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const number = (name: "minutes" | "turns" | "delay", least: number, most: number) => {
    if (!form[name].trim()) return undefined;
    const value = Number(form[name]);
    if (!Number.isInteger(value) || value < least || value > most) wrong[name] = text.runs.start.range(least, most);
    return value;
  };
  if (!form.runner) wrong.runner = text.runs.start.runnerNeeded;
  if (form.type === CUSTOM && !form.command.trim()) wrong.command = text.runs.start.commandNeeded;
  const spend = atomic(form.spend);
  if (form.spend.trim() && (spend === undefined || spend > MAX_SPEND)) wrong.spend = text.runs.start.spendWrong;
  const environment = { ...pairs(form.vault, "vault", (key) => ({ $vault: key })), ...pairs(variables, "variables", (value) => value) };
  const body: NewRun = {
    runner_id: form.runner,
    agent_type_id: form.type || undefined,
    initial_prompt: form.prompt.trim() || undefined,
    repository_id: form.repository ? Number(form.repository) : undefined,
    branch: form.branch.trim() || undefined,
    max_spend_usdc: spend,
    auto_close: form.closes && form.prompt.trim() !== "",
    pod_timeout_minutes: number("minutes", 1, 10_080),
    model: form.model.trim() || undefined,
    max_turns: number("turns", 1, 10_000),
    tools: names(form.tools),
    permissions: names(form.permissions),
    address: form.address.trim() || undefined,
    ticket_slug: form.ticket.trim() || undefined,
    sandbox_type: form.sandbox || undefined,
    auto_close_delay_seconds: number("delay", 0, 3600),
    custom_agent_command: (form.type === CUSTOM && form.command.trim()) || undefined,
    custom_agent_args: form.type === CUSTOM && args ? args.split("\n").filter(Boolean) : undefined,
    custom_mcp_config: configuration(),
    environment_variables: Object.keys(environment).length > 0 ? (environment as NewRun["environment_variables"]) : undefined,
  };
  return Object.keys(wrong).length > 0 ? { wrong } : { body };

  function pairs<T>(lines: string, name: "vault" | "variables", value: (typed: string) => T): Record<string, T> {
    const filled = lines.split("\n").filter((line) => line.trim());
    const read = filled.map((line) => /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line));
    if (read.includes(null)) wrong[name] = text.runs.start.pairWrong;
    return Object.fromEntries(read.flatMap((one) => (one ? [[one[1] ?? "", value(one[2] ?? "")]] : [])));
  }

  function configuration(): NewRun["custom_mcp_config"] {
    if (!servers.trim()) return undefined;
    try {
      return JSON.parse(servers);
    } catch {
      wrong.servers = text.runs.start.jsonWrong;
      return undefined;
    }
  }
}

/** Names that are separated by commas, spaces or lines. None: no restriction. */
function names(typed: string): string[] | undefined {
  const all = typed.split(/[\s,]+/).filter(Boolean);
  return all.length > 0 ? all : undefined;
}
