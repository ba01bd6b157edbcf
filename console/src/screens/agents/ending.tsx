// Suspending, deleting and erasing an agent, and the ways back.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, type Pod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { forgetPod } from "../../shell/shell.tsx";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Reassign } from "./reassign.tsx";

const t = text.agents;

type Step = "suspend" | "resume" | "remove" | "restore" | "erase";

const reload = () => queries.invalidateQueries({ queryKey: ["pods"] });

export function Ending({ pod, isDeleted }: { pod: Pod; isDeleted: boolean }) {
  const [step, setStep] = useState<Step>();
  const path = { id: pod.id };
  const calls = {
    suspend: () => api.DELETE("/v1/pods/{pod_id}", { params: { path: { pod_id: pod.id } } }),
    resume: () => api.POST("/v1/pods/{pod_id}/resume", { params: { path: { pod_id: pod.id } } }),
    remove: () => api.DELETE("/api/v1/environments/{id}", { params: { path } }),
    restore: () => api.POST("/api/v1/environments/{id}/restore", { params: { path } }),
  };
  const name = pod.name ?? pod.env_slug;
  const steps: Step[] = isDeleted ? ["restore", "erase"] : [pod.status === "active" ? "suspend" : "resume", "remove", "erase"];
  const run = async (chosen: Exclude<Step, "erase">) => {
    await calls[chosen]();
    await reload();
    toast(t.steps[chosen].done(name));
  };
  return (
    <>
      {isDeleted && <Reassign pod={pod} />}
      <Card title={isDeleted ? t.afterwards : t.ending}>
        <ul class="lines">
          {steps.map((one) => (
            <li key={one}>
              <div class="grow"><h3>{t.steps[one].action}</h3><p class="dim">{t.steps[one].hint}</p></div>
              <Button kind={one === "resume" || one === "restore" ? "primary" : "danger"} onClick={() => setStep(one)}>{t.steps[one].action}</Button>
            </li>
          ))}
        </ul>
      </Card>
      {step === "erase" && <Erase pod={pod} name={name} onClose={() => setStep(undefined)} />}
      {step && step !== "erase" && (
        <Confirm title={t.steps[step].title(name)} action={t.steps[step].action} isDangerous={step === "suspend" || step === "remove"} onConfirm={() => run(step)} onClose={() => setStep(undefined)}>
          <p>{t.steps[step].effect}</p>
        </Confirm>
      )}
    </>
  );
}

/** Nothing brings an erased agent back: its name has to be typed. */
function Erase({ pod, name, onClose }: { pod: Pod; name: string; onClose: () => void }) {
  const { route } = useLocation();
  const [typed, setTyped] = useState("");
  const erase = async () => {
    await api.DELETE("/v1/pods/{pod_id}", { params: { path: { pod_id: pod.id }, query: { purge: true } } });
    toast(t.steps.erase.done(name));
    forgetPod(pod.id);
    route(to("/agents"));
    queries.removeQueries({ queryKey: ["pods", pod.id] });
    void reload();
  };
  return (
    <FormDialog title={t.steps.erase.title(name)} action={t.steps.erase.action} isDangerous isDisabled={typed !== name} onSubmit={erase} onClose={onClose}>
      <p>{t.steps.erase.effect}</p>
      <Field label={t.typeName(name)} value={typed} autoComplete="off" onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
    </FormDialog>
  );
}
