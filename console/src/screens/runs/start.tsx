import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type Runner } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, Select, TextArea } from "../../ui/field.tsx";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Card, Page } from "../../ui/page.tsx";
import { Empty, ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { MoreOptions, type FormProps } from "./options.tsx";
import { ofPod, reload, useAgentTypes, useRepositories, useRunners } from "./queries.ts";
import { CUSTOM, EMPTY, NO_SECRETS, requestOf, type RunForm, type SecretForm, type Wrong } from "./request.ts";
import { AddRunner, RegisterRunner } from "./runners.tsx";
import css from "./runs.module.css";

const words = text.runs.start;

export function StartRun({ pod }: { pod: string }) {
  const runners = useRunners(pod);
  const [isRegistering, setRegistering] = useState(false);
  return (
    <Page title={words.title}>
      <Loaded query={runners}>
        {({ runners: all }) => all.length > 0 ? <StartForm pod={pod} runners={all} /> : (
          <Empty icon="runs" title={text.runs.runners.empty}>
            <p>{text.runs.emptyRunner}</p>
            <AddRunner onClick={() => setRegistering(true)} />
          </Empty>
        )}
      </Loaded>
      {isRegistering && <RegisterRunner pod={pod} onClose={() => setRegistering(false)} />}
    </Page>
  );
}

function StartForm({ pod, runners }: { pod: string; runners: Runner[] }) {
  const { route } = useLocation();
  const preferred = runners.find(({ status }) => status === "online") ?? runners[0];
  const [stored, setForm, forget] = useDraft<RunForm>(`runs.${pod}.new`, EMPTY);
  const form = { ...EMPTY, ...stored, runner: runners.some(({ id }) => id === stored.runner) ? stored.runner : (preferred?.id ?? "") };
  const [secrets, storeSecrets] = useState(NO_SECRETS);
  const [wrong, setWrong] = useState<Wrong>({});
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const forgive = (part: object) => setWrong(Object.fromEntries(Object.entries(wrong).filter(([name]) => !(name in part))));
  const set = (part: Partial<RunForm>) => {
    setForm({ ...form, ...part });
    forgive(part);
  };
  const setSecrets = (part: Partial<SecretForm>) => {
    storeSecrets({ ...secrets, ...part });
    forgive(part);
  };
  const start = async () => {
    const request = requestOf(form, secrets);
    setWrong("wrong" in request ? request.wrong : {});
    if ("wrong" in request || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      const { pod: run } = await content(api.POST("/api/v1/ext/orgs/{org}/pods", { params: ofPod(pod), body: request.body }));
      forget();
      void reload(pod);
      toast(words.done);
      route(toPod(pod, `/runs/${run.key}`));
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  useShortcuts({ "mod+enter": start });
  const props: FormProps = { pod, form, set, secrets, setSecrets, wrong, runner: runners.find(({ id }) => id === form.runner) };
  return (
    <form class={css["form"]} noValidate onSubmit={(event) => { event.preventDefault(); void start(); }}>
      <Where {...props} runners={runners} />
      <TextArea label={words.prompt} hint={words.promptHint} rows={6} value={form.prompt} onInput={({ currentTarget }) => set({ prompt: currentTarget.value })} />
      <Work {...props} />
      <MoreOptions {...props} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row">
        <Button type="submit" kind="primary" icon="play" disabled={isBusy}>{words.action}</Button>
        <a class="button" href={toPod(pod, "/runs")}>{text.cancel}</a>
      </div>
    </form>
  );
}

/** Which runner starts which agent. */
function Where({ pod, form, set, secrets, setSecrets, wrong, runner, runners }: FormProps & { runners: Runner[] }) {
  const types = useAgentTypes(pod).data?.agent_types ?? [];
  const startable = types.filter(({ id }) => runner?.agent_types.includes(id) || (id === CUSTOM && runner?.custom_commands));
  return (
    <Card isPadded>
      <div class={css["pair"]}>
        <Select label={words.runner} hint={runner?.status === "offline" ? words.offline : undefined} wrong={wrong.runner} value={form.runner} onChange={({ currentTarget }) => set({ runner: currentTarget.value, type: "" })}>
          {runners.map(({ id, name, status }) => <option key={id} value={id}>{`${name} (${text.runs.runners.status[status]})`}</option>)}
        </Select>
        <Select label={words.type} value={form.type} onChange={({ currentTarget }) => set({ type: currentTarget.value })}>
          <option value="">{words.typeDefault}</option>
          {startable.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        </Select>
        {form.type === CUSTOM && <Field label={words.command} hint={words.commandHint} wrong={wrong.command} value={form.command} onInput={({ currentTarget }) => set({ command: currentTarget.value })} />}
        {form.type === CUSTOM && <TextArea label={words.args} hint={words.argsHint} value={secrets.args} autocomplete="off" onInput={({ currentTarget }) => setSecrets({ args: currentTarget.value })} />}
      </div>
    </Card>
  );
}

/** On what it works, and for how much. */
function Work({ pod, form, set, wrong }: FormProps) {
  const repositories = useRepositories(pod).data?.repositories ?? [];
  const chosen = repositories.find(({ id }) => String(id) === form.repository);
  return (
    <>
      <div class={css["pair"]}>
        <Select label={words.repository} hint={words.repositoryHint} value={form.repository} onChange={({ currentTarget }) => set({ repository: currentTarget.value })}>
          <option value="">{words.noRepository}</option>
          {repositories.map(({ id, name }) => <option key={id} value={String(id)}>{name}</option>)}
        </Select>
        <Field label={words.branch} hint={words.branchHint(chosen?.default_branch)} disabled={!form.repository} value={form.branch} onInput={({ currentTarget }) => set({ branch: currentTarget.value })} />
        <Field label={words.spend} hint={words.spendHint} wrong={wrong.spend} inputMode="decimal" placeholder="5.00" value={form.spend} onInput={({ currentTarget }) => set({ spend: currentTarget.value })} />
        <Field label={words.minutes} hint={words.minutesHint} wrong={wrong.minutes} inputMode="numeric" placeholder="1440" value={form.minutes} onInput={({ currentTarget }) => set({ minutes: currentTarget.value })} />
      </div>
      <Checkbox label={words.closes} hint={words.closesHint} checked={form.closes} onChange={(closes) => set({ closes })} />
    </>
  );
}
