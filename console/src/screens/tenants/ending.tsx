// Disabling, deleting and erasing a tenant, and the ways back.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api } from "../../api/client.ts";
import { to } from "../../routes.ts";
import { forgetPod } from "../../shell/shell.tsx";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadTenant, type Shown } from "./tenant.tsx";

const t = text.tenants;

type Step = "disable" | "enable" | "remove" | "restore" | "erase";

function stepsFor({ tenant }: Shown): Step[] {
  if (!tenant) return ["restore", "erase"];
  return [tenant.disabled ? "enable" : "disable", "remove", "erase"];
}

export function Ending({ shown }: { shown: Shown }) {
  const [step, setStep] = useState<Step>();
  const { pod, tenant } = shown;
  const name = tenant?.name ?? pod.name ?? pod.env_slug;
  const params = { path: { id: pod.id } };
  const calls = {
    disable: () => api.PATCH("/admin/tenants/{id}", { params, body: { disabled: true } }),
    enable: () => api.PATCH("/admin/tenants/{id}", { params, body: { disabled: false } }),
    remove: () => api.DELETE("/admin/tenants/{id}", { params }),
    restore: () => api.POST("/admin/tenants/{id}/restore", { params }),
  };
  const run = async (chosen: Exclude<Step, "erase">) => {
    await calls[chosen]();
    await reloadTenant();
    toast(t.steps[chosen].done(name));
  };
  return (
    <Card title={tenant ? t.ending : t.afterwards}>
      <ul class="lines">
        {stepsFor(shown).map((one) => (
          <li key={one}>
            <div class="grow"><h3>{t.steps[one].action}</h3><p class="dim">{t.steps[one].hint}</p></div>
            <Button kind={one === "enable" || one === "restore" ? "primary" : "danger"} onClick={() => setStep(one)}>{t.steps[one].action}</Button>
          </li>
        ))}
      </ul>
      {step === "erase" && <Erase id={pod.id} name={name} onClose={() => setStep(undefined)} />}
      {step && step !== "erase" && (
        <Confirm title={t.steps[step].title(name)} action={t.steps[step].action} isDangerous={step === "disable" || step === "remove"} onConfirm={() => run(step)} onClose={() => setStep(undefined)}>
          <p>{t.steps[step].effect}</p>
        </Confirm>
      )}
    </Card>
  );
}

function Erase({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { route } = useLocation();
  const [typed, setTyped] = useState("");
  const erase = async () => {
    await api.DELETE("/admin/tenants/{id}", { params: { path: { id }, query: { purge: true } } });
    toast(t.steps.erase.done(name));
    forgetPod(id);
    route(to("/tenants"));
    void reloadTenant();
  };
  return (
    <FormDialog title={t.steps.erase.title(name)} action={t.steps.erase.action} isDangerous isDisabled={typed !== name} onSubmit={erase} onClose={onClose}>
      <p>{t.steps.erase.effect}</p>
      <Field label={t.typeName(name)} value={typed} autoComplete="off" onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
    </FormDialog>
  );
}
