import { useState } from "preact/hooks";
import { api, content } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { ofRun } from "./queries.ts";
import css from "./runs.module.css";

/** Types a further task into the agent's terminal, and Enter. */
export function SendPrompt({ pod, run }: { pod: string; run: string }) {
  const [prompt, setPrompt, forget] = useDraft(`run.${run}.prompt`, "");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const send = async (event?: Event) => {
    event?.preventDefault();
    if (!prompt.trim() || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await content(api.POST("/api/v1/ext/orgs/{org}/pods/{key}/prompt", { params: ofRun(pod, run), body: { prompt } }));
      forget();
      toast(text.runs.prompt.sent);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void send(event);
  };
  return (
    <form onSubmit={send}>
      <div class={css["send"]}>
        <textarea class="input" rows={1} aria-label={text.runs.prompt.label} placeholder={text.runs.prompt.hint} value={prompt} onInput={({ currentTarget }) => setPrompt(currentTarget.value)} onKeyDown={pressed} />
        <Button type="submit" icon="send" disabled={isBusy || !prompt.trim()}>{text.runs.prompt.action}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
