// What a key may do, as fields: permissions, addresses, networks, and an end.
import { useId } from "preact/hooks";
import { useAddresses } from "../../api/addresses.ts";
import type { PodKey } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import style from "./keys.module.css";
import { expand, GROUPS } from "./permissions.ts";

const t = text.keys;

export interface KeyDraft {
  label: string;
  isRestricted: boolean;
  permissions: string[];
  inboxes: string[];
  networks: string;
  /** A day, such as 2026-04-01. */
  ends: string;
}

export const NEW_KEY: KeyDraft = { label: "", isRestricted: false, permissions: [], inboxes: [], networks: "", ends: "" };

const two = (value: number) => String(value).padStart(2, "0");

function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function draftOf({ label, permissions, inboxes, ip_ranges, expires_at }: PodKey): KeyDraft {
  return {
    label: label ?? "",
    isRestricted: Boolean(permissions),
    permissions: expand(permissions ?? []),
    inboxes: inboxes ?? [],
    networks: (ip_ranges ?? []).join("\n"),
    ends: expires_at ? dayOf(expires_at) : "",
  };
}

export const isComplete = ({ isRestricted, permissions }: KeyDraft) => !isRestricted || permissions.length > 0;

export function restrictionsOf({ label, isRestricted, permissions, inboxes, networks, ends }: KeyDraft) {
  const ranges = networks.split(/[\s,]+/).filter(Boolean);
  return {
    label: label.trim() || null,
    permissions: isRestricted ? permissions : null,
    inboxes: inboxes.length ? inboxes : null,
    ip_ranges: ranges.length ? ranges : null,
    // The end of that day, where the person is.
    expires_at: ends ? new Date(`${ends}T23:59:59`).toISOString() : null,
  };
}

interface Props {
  pod: string;
  draft: KeyDraft;
  onChange: (draft: KeyDraft) => void;
}

export function ScopeFields({ pod, draft, onChange }: Props) {
  const change = (changes: Partial<KeyDraft>) => onChange({ ...draft, ...changes });
  return (
    <>
      <Field label={t.label} hint={t.labelHint} maxLength={100} autoFocus value={draft.label} onInput={({ currentTarget }) => change({ label: currentTarget.value })} />
      <Permissions draft={draft} change={change} />
      <Inboxes pod={pod} chosen={draft.inboxes} onChange={(inboxes) => change({ inboxes })} />
      <div class="fields">
        <TextArea label={t.networks} hint={t.networksHint} rows={2} value={draft.networks} onInput={({ currentTarget }) => change({ networks: currentTarget.value })} />
        <Field label={t.ends} hint={t.endsHint} type="date" min={dayOf(new Date().toISOString())} value={draft.ends} onInput={({ currentTarget }) => change({ ends: currentTarget.value })} />
      </div>
    </>
  );
}

function toggled(chosen: string[], name: string, isOn: boolean): string[] {
  return isOn ? [...chosen, name] : chosen.filter((one) => one !== name);
}

function Permissions({ draft, change }: { draft: KeyDraft; change: (changes: Partial<KeyDraft>) => void }) {
  const name = useId();
  const choice = (isRestricted: boolean, label: string) => (
    <label class="row"><input type="radio" name={name} checked={draft.isRestricted === isRestricted} onChange={() => change({ isRestricted })} />{label}</label>
  );
  return (
    <fieldset class="column tight">
      <legend class="legend">{t.what}</legend>
      {choice(false, t.everything)}
      {choice(true, t.only)}
      {draft.isRestricted && (
        <div class={style["groups"]}>
          {GROUPS.map(({ group, permissions }) => (
            <fieldset key={group} class="column tight">
              <legend class="legend">{t.groups[group]}</legend>
              {permissions.map((permission) => (
                <Checkbox key={permission} label={t.permissions[permission] ?? permission} checked={draft.permissions.includes(permission)} onChange={(isOn) => change({ permissions: toggled(draft.permissions, permission, isOn) })} />
              ))}
            </fieldset>
          ))}
        </div>
      )}
      {!isComplete(draft) && <p class="dim">{t.needsOne}</p>}
    </fieldset>
  );
}

function Inboxes({ pod, chosen, onChange }: { pod: string; chosen: string[]; onChange: (chosen: string[]) => void }) {
  const { data } = useAddresses(pod);
  const all = [...new Set([...(data?.addresses ?? []), ...chosen])];
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend class="legend">{t.inboxes}</legend>
      <div class={style["choices"]}>
        {all.map((address) => <Checkbox key={address} label={address} checked={chosen.includes(address)} onChange={(isOn) => onChange(toggled(chosen, address, isOn))} />)}
      </div>
      <p class="dim">{t.inboxesHint}</p>
    </fieldset>
  );
}
