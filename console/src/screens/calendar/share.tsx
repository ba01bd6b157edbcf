// The calendar elsewhere: its URL for calendar applications, and files from them.
import { useState } from "preact/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, content, inPod } from "../../api/client.ts";
import type { Imported } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { refresh } from "./events.ts";

const MAX_BYTES = 1_000_000;

export function ShareDialog({ pod, onClose }: { pod: string; onClose: () => void }) {
  return (
    <Dialog title={text.calendar.share} onClose={onClose}>
      <div class="column">
        <Feed pod={pod} />
        <Import pod={pod} />
      </div>
    </Dialog>
  );
}

/** The URL is created when it is first asked for, so nothing is asked before. */
function Feed({ pod }: { pod: string }) {
  const [isShown, setShown] = useState(false);
  const [isRotating, setRotating] = useState(false);
  const query = useQuery({ queryKey: ["calendar", pod, "feed"], queryFn: () => content(api.GET("/v1/calendar/feed", { params: { header: inPod(pod) } })), enabled: isShown });
  const rotate = async () => {
    queries.setQueryData(["calendar", pod, "feed"], await content(api.POST("/v1/calendar/feed/rotate", { params: { header: inPod(pod) } })));
    toast(text.calendar.rotated);
  };
  return (
    <section class="column tight">
      <h3>{text.calendar.feed}</h3>
      <p>{text.calendar.feedBody}</p>
      <p class="dim">{text.calendar.feedWarning}</p>
      {isShown
        ? <Loaded query={query} lines={1}>{({ url }) => <><Copyable value={url} label={text.calendar.feedUrl} /><div><Button kind="danger" icon="refresh" onClick={() => setRotating(true)}>{text.calendar.rotate}</Button></div></>}</Loaded>
        : <div><Button onClick={() => setShown(true)}>{text.calendar.showFeed}</Button></div>}
      {isRotating && <Confirm title={text.calendar.rotateTitle} action={text.calendar.rotate} isDangerous onConfirm={rotate} onClose={() => setRotating(false)}><p>{text.calendar.rotateBody}</p></Confirm>}
    </section>
  );
}

function Import({ pod }: { pod: string }) {
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MAX_BYTES) throw new Error(text.calendar.tooLarge);
      return content(api.POST("/v1/calendar/import", { params: { header: inPod(pod) }, body: { ics: await file.text() } }));
    },
    onSuccess: () => void refresh(pod),
  });
  const choose = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) upload.mutate(file);
    input.value = "";
  };
  return (
    <section class="column tight">
      <h3>{text.calendar.import}</h3>
      <p>{text.calendar.importBody}</p>
      <div>
        <label class="button">
          {upload.isPending ? text.calendar.importing : text.calendar.choose}
          <input class="visually-hidden" type="file" accept=".ics,text/calendar" disabled={upload.isPending} onChange={({ currentTarget }) => choose(currentTarget)} />
        </label>
      </div>
      {upload.error && <ErrorNotice {...explain(upload.error)} />}
      {upload.data && <Result result={upload.data} />}
    </section>
  );
}

function Result({ result: { imported, updated, unchanged, refused, refused_count } }: { result: Imported }) {
  return (
    <div class="notice" role="status">
      <div>
        <p>{text.calendar.imported(imported, updated, unchanged)}</p>
        {refused_count > 0 && <p>{text.calendar.refused(refused_count)}</p>}
        <ul>{refused.map(({ uid, summary, reason }, index) => <li key={uid ?? index}><strong>{summary ?? uid}</strong>: {reason}</li>)}</ul>
      </div>
    </div>
  );
}
