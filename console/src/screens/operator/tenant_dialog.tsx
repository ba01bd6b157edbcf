import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import type { Tenant, TenantChanges, TenantCeiling } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { ceiling, changeTenant, deleteTenant, restoreTenant } from "./api.ts";
import { CeilingFields, listsOf, typedOf, type Ceilings } from "./ceiling_fields.tsx";

const words = text.operator.tenants;

export const reloadTenants = () => queries.invalidateQueries({ queryKey: ["operator", "tenants"] });

/** What the operator may change of a tenant. */
export function TenantDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const query = useQuery({ queryKey: ["operator", "ceiling", tenant.id], queryFn: () => ceiling(tenant.id) });
  const [asking, setAsking] = useState<"suspend" | "delete">();
  const finish = (message: string, action?: Parameters<typeof toast>[1]) => {
    void reloadTenants();
    toast(message, action);
    onClose();
  };
  const suspend = () => changeTenant(tenant.id, { disabled: true }).then(() => finish(words.suspend.done(tenant.name)));
  const resume = () => changeTenant(tenant.id, { disabled: false }).then(() => finish(words.resumed(tenant.name)), toastError);
  const remove = () => deleteTenant(tenant.id).then(() => finish(words.remove.done(tenant.name), { label: words.remove.undo, run: () => void restoreTenant(tenant.id).then(reloadTenants, toastError) }));
  if (asking === "suspend") return <Confirm title={words.suspend.title(tenant.name)} action={words.suspend.action} isDangerous onConfirm={suspend} onClose={() => setAsking(undefined)}><p>{words.suspend.what}</p></Confirm>;
  if (asking === "delete") return <Confirm title={words.remove.title(tenant.name)} action={words.remove.action} isDangerous onConfirm={remove} onClose={() => setAsking(undefined)}><p>{words.remove.what}</p></Confirm>;
  return (
    <Dialog title={tenant.name} onClose={onClose}>
      <div class="column">
        <Copyable value={tenant.id} />
        <Loaded query={query}>{(bounds) => <Changes tenant={tenant} bounds={bounds} onSaved={() => finish(words.changed(tenant.name))} />}</Loaded>
        {!tenant.is_default && (
          <div class="row wrap">
            {tenant.disabled ? <Button icon="play" onClick={resume}>{words.resume}</Button> : <Button kind="danger" icon="stop" onClick={() => setAsking("suspend")}>{words.suspend.action}</Button>}
            <Button kind="danger" icon="trash" onClick={() => setAsking("delete")}>{words.remove.action}</Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Changes({ tenant, bounds, onSaved }: { tenant: Tenant; bounds: TenantCeiling; onSaved: () => void }) {
  // Only what was changed is sent: somebody else may change the rest meanwhile.
  const [plan, setPlan] = useState<string>();
  const [hosts, setHosts] = useState<string>();
  const [ceilings, setCeilings] = useState<Partial<Ceilings>>({});
  const save = async () => {
    const changes: TenantChanges = {
      ...(plan !== undefined && { plan: plan.trim() || null }),
      ...(hosts !== undefined && { egress_fqdns: hosts.split(/[\s,]+/).filter(Boolean) }),
      ...(Object.keys(ceilings).length > 0 && listsOf({ ...typedOf(await ceiling(tenant.id)), ...ceilings })),
    };
    await changeTenant(tenant.id, changes);
    onSaved();
    // The dialog must not begin with what it has just replaced.
    queries.removeQueries({ queryKey: ["operator", "ceiling", tenant.id] });
  };
  return (
    <Form action={text.save} onSubmit={save}>
      <Field label={words.columns.plan} value={plan ?? tenant.plan ?? ""} maxLength={100} onInput={({ currentTarget }) => setPlan(currentTarget.value)} />
      <Field label={words.hosts} hint={words.hostsHint} value={hosts ?? tenant.egress_fqdns.join(", ")} onInput={({ currentTarget }) => setHosts(currentTarget.value)} />
      <CeilingFields value={{ ...typedOf(bounds), ...ceilings }} onChange={(part) => setCeilings({ ...ceilings, ...part })} />
    </Form>
  );
}
