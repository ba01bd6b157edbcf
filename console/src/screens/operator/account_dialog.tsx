import { useState } from "preact/hooks";
import type { AccountChanges, ListedAccount, Tier } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import { Checkbox, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { changeAccount } from "./api.ts";
import { CeilingFields, EMPTY_CEILINGS, listsOf } from "./ceiling_fields.tsx";

const words = text.operator.accounts;

/** Changes the tier and the ceilings of an account. */
export function AccountDialog({ account, onClose }: { account: ListedAccount; onClose: () => void }) {
  const [tier, setTier] = useState<Tier>(account.tier);
  const [replaces, setReplaces] = useState(false);
  const [ceilings, setCeilings] = useState(EMPTY_CEILINGS);
  const save = async () => {
    const body: AccountChanges = { ...(tier !== account.tier && { tier }), ...(replaces && listsOf(ceilings)) };
    await changeAccount(account.id, body);
    void queries.invalidateQueries({ queryKey: ["operator", "accounts"] });
    void queries.invalidateQueries({ queryKey: ["operator", "overview"] });
    toast(words.changed(account.name));
    onClose();
  };
  return (
    <FormDialog title={account.name} action={text.save} isDisabled={tier === account.tier && !replaces} onSubmit={save} onClose={onClose}>
      <Copyable value={account.id} />
      <a href={to(`/operator/tenants?account=${account.id}`)}>{words.itsTenants}</a>
      <Select label={words.tier} hint={words.tierHint} value={tier} onChange={({ currentTarget }) => setTier(currentTarget.value as Tier)}>
        <option value="free">{text.operator.tiers.free}</option>
        <option value="paid">{text.operator.tiers.paid}</option>
      </Select>
      <Checkbox label={words.replace} hint={words.replaceHint} checked={replaces} onChange={setReplaces} />
      {replaces && <CeilingFields value={ceilings} onChange={(part) => setCeilings({ ...ceilings, ...part })} />}
    </FormDialog>
  );
}
