import { useState } from "preact/hooks";
import type { Run } from "../../api/client.ts";
import { api, content } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable, CopyButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { RunFacts, Spend } from "./facts.tsx";
import { RunFiles } from "./files.tsx";
import { saveOutput } from "./output.ts";
import { SendPrompt } from "./prompt.tsx";
import { ofRun, reload, useRun } from "./queries.ts";
import css from "./runs.module.css";
import { causeOf, hasEnded, isWaiting, Status } from "./status.tsx";
import { RunTerminal } from "./terminal.tsx";
import { Timeline } from "./timeline.tsx";

export function RunScreen({ pod, id }: { pod: string; id: string }) {
  const query = useRun(pod, id);
  const run = query.data?.pod;
  return (
    <Page title={run?.initial_prompt?.split("\n")[0]?.slice(0, 90) || text.runs.run} actions={run && <Actions pod={pod} run={run} />}>
      <a href={toPod(pod, "/runs")} class="row"><Icon name="back" />{text.runs.all}</a>
      <Loaded query={{ ...query, data: run }} lines={10}>{(loaded) => <Details pod={pod} run={loaded} />}</Loaded>
    </Page>
  );
}

function Actions({ pod, run }: { pod: string; run: Run }) {
  const [isAsking, setAsking] = useState(false);
  const may = useCan();
  const isOver = hasEnded(run.status) || run.status === "terminating";
  const stop = async () => {
    await content(api.POST("/api/v1/ext/orgs/{org}/pods/{key}/terminate", { params: ofRun(pod, run.key) }));
    await reload(pod);
    toast(text.runs.stop.done);
  };
  return (
    <>
      <Status run={run} />
      {!isOver && may("runs:write") && <Button kind="danger" icon="stop" onClick={() => setAsking(true)}>{text.runs.stop.action}</Button>}
      {isAsking && (
        <Confirm title={text.runs.stop.title} action={text.runs.stop.action} isDangerous onConfirm={stop} onClose={() => setAsking(false)}>
          <p>{text.runs.stop.what}</p>
        </Confirm>
      )}
    </>
  );
}

function Details({ pod, run }: { pod: string; run: Run }) {
  const mayType = useCan()("runs:write");
  const isOver = hasEnded(run.status);
  return (
    <>
      <Cause run={run} />
      <div class={css["layout"]}>
        <div class="column">
          <Card title={text.runs.terminal.title} actions={<SaveOutput pod={pod} run={run} />}>
            <RunTerminal pod={pod} run={run.key} mayType={mayType} />
            {!isOver && mayType && <SendPrompt pod={pod} run={run.key} />}
          </Card>
          {isOver && <RunFiles pod={pod} run={run.key} />}
          {run.initial_prompt && (
            <Card title={text.runs.task} actions={<CopyButton value={run.initial_prompt} />} isPadded>
              <p class={css["prompt"]} tabIndex={0}>{run.initial_prompt}</p>
            </Card>
          )}
        </div>
        <div class="column">
          <Card title={text.runs.progress} isPadded><Timeline pod={pod} run={run} /></Card>
          <Spend run={run} />
          <Card title={text.runs.details} isPadded><RunFacts pod={pod} run={run} /></Card>
          <Copyable value={run.key} />
        </div>
      </div>
    </>
  );
}

function Cause({ run }: { run: Run }) {
  const cause = causeOf(run);
  if (isWaiting(run)) {
    return (
      <div class="notice warn">
        <Icon name="warning" />
        <div class="grow"><p class="headline">{text.runs.waiting}</p><p>{text.runs.waitingWhat}</p></div>
        <a class="button" href={to("/budget")}>{text.runs.decide}</a>
      </div>
    );
  }
  if (!cause) return null;
  const detail = run.error_message && run.error_message !== cause ? run.error_message : undefined;
  return <ErrorNotice headline={cause} fix={detail} />;
}

function SaveOutput({ pod, run }: { pod: string; run: Run }) {
  const [isBusy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveOutput(pod, run.key)
      .catch((error: unknown) => toast(explain(error).headline))
      .finally(() => setBusy(false));
  };
  if (run.output_bytes === 0) return null;
  return <Button icon="download" disabled={isBusy} onClick={save}>{text.runs.saveOutput}</Button>;
}
