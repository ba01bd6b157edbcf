import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, inPod, type Rule } from "../../api/client.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Badge } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import mail from "./mail.module.css";
import { reload } from "./requests.ts";
import { RuleDialog } from "./rule_dialog.tsx";
import styles from "./rules.module.css";

const words = text.mail.rules;
const KINDS = { allow: "good", refuse: "bad", file: "info" } as const;

/** The rules for incoming mail, in place of a list and a conversation. */
export function Rules({ pod, addresses, onBack }: { pod: string; addresses: string[]; onBack: () => void }) {
  const query = useQuery({ queryKey: ["mail", pod, "rules"], queryFn: () => content(api.GET("/v1/email/rules", { params: { header: inPod(pod) } })) });
  const [editing, setEditing] = useState<Rule | "new">();
  const [deleting, setDeleting] = useState<Rule>();
  const canWrite = useCan()("mail:write");
  const remove = async (rule: Rule) => {
    await api.DELETE("/v1/email/rules/{id}", { params: { path: { id: rule.id }, header: inPod(pod) } });
    toast(words.deleted);
    void reload(pod);
  };
  return (
    <section class={`${mail.reader} ${styles.rules}`} aria-label={words.title}>
      <div class="page-head">
        <div class="row"><IconButton class={mail.toList} icon="back" label={text.mail.back} onClick={onBack} /><h2>{words.title}</h2></div>
        {canWrite && <Button kind="primary" icon="plus" onClick={() => setEditing("new")}>{words.create}</Button>}
      </div>
      <p class="dim">{words.intro}</p>
      <Loaded query={query}>
        {({ rules }) => rules.length === 0 ? (
          <Empty icon="settings" title={words.emptyTitle}><p>{words.emptyHint}</p></Empty>
        ) : (
          <ul class="card">
            {rules.map((rule) => <Line key={rule.id} rule={rule} canWrite={canWrite} onEdit={() => setEditing(rule)} onDelete={() => setDeleting(rule)} />)}
          </ul>
        )}
      </Loaded>
      {editing && <RuleDialog pod={pod} addresses={addresses} {...(editing !== "new" && { rule: editing })} onClose={() => setEditing(undefined)} />}
      {deleting && (
        <Confirm title={words.deleteTitle} action={text.mail.delete} isDangerous onConfirm={() => remove(deleting)} onClose={() => setDeleting(undefined)}>
          <p>{words.deleteHint}</p>
        </Confirm>
      )}
    </section>
  );
}

function Line({ rule, canWrite, onEdit, onDelete }: { rule: Rule; canWrite: boolean; onEdit: () => void; onDelete: () => void }) {
  const name = rule.match.from ?? words.everyone;
  return (
    <li class={styles.rule}>
      <Badge kind={KINDS[rule.action]}>{words.actions[rule.action]}</Badge>
      <div class="grow">
        <p><b>{name}</b>{rule.match.auth && <span class="dim"> · {words.auths[rule.match.auth]}</span>}</p>
        <p class="dim">{rule.address ?? words.allMailboxes}{rule.note && ` · ${rule.note}`}</p>
      </div>
      {canWrite && <IconButton icon="edit" label={words.edit(name)} onClick={onEdit} />}
      {canWrite && <IconButton icon="trash" label={words.remove(name)} onClick={onDelete} />}
    </li>
  );
}
