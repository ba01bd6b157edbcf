import { useState } from "preact/hooks";
import type { RunFile } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { IconButton } from "../../ui/button.tsx";
import { bytes } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { saveFile } from "./output.ts";
import { useRunFiles } from "./queries.ts";
import css from "./runs.module.css";

const KINDS: Record<string, "good" | "bad" | undefined> = { added: "good", deleted: "bad" };

/** What a run added, changed and deleted. */
export function RunFiles({ pod, run }: { pod: string; run: string }) {
  const query = useRunFiles(pod, run, true);
  const [error, setError] = useState<unknown>();
  const download = ({ id, path }: RunFile) => {
    setError(undefined);
    saveFile(pod, run, id, path).catch(setError);
  };
  return (
    <Card title={text.runs.files.title}>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <Loaded query={query} lines={2}>
        {({ files }) => files.length === 0 ? <p class={`${css["say"]}`}>{text.runs.files.none}</p> : (
          <ul>
            {files.map((file) => (
              <li key={file.id} class={css["file"]}>
                <Badge kind={KINDS[file.change]}>{text.runs.files.change(file.change)}</Badge>
                <span class="mono truncate grow">{file.path}</span>
                {file.change !== "deleted" && <span class="dim number">{bytes(file.size)}</span>}
                {file.available
                  ? <IconButton icon="download" label={text.runs.files.download(file.path)} onClick={() => download(file)} />
                  : file.change !== "deleted" && <span class="dim">{text.runs.files.unavailable}</span>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
