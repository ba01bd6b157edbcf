// What a run printed, as a file.
import { api, content } from "../../api/client.ts";
import { save } from "../../ui/save.ts";
import { ofRun } from "./queries.ts";

const PAGE_BYTES = 1_000_000;
/** Colours and movements of the cursor, which a text file does not need. */
const CONTROL_SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|\r(?=\n)/g;

export async function saveOutput(pod: string, run: string): Promise<void> {
  const pages: string[] = [];
  for (let since = 0, isMore = true; isMore; ) {
    const query = { since, limit: PAGE_BYTES };
    const page = await content(api.GET("/api/v1/ext/orgs/{org}/pods/{key}/output", { params: { ...ofRun(pod, run), query } }));
    pages.push(page.output);
    isMore = page.has_more;
    since = page.next;
  }
  save(new Blob([pages.join("").replace(CONTROL_SEQUENCES, "")]), `${run}.txt`);
}

export async function saveFile(pod: string, run: string, id: number, path: string): Promise<void> {
  const params = { ...ofRun(pod, run), path: { ...ofRun(pod, run).path, id } };
  const blob = await content(api.GET("/api/v1/ext/orgs/{org}/pods/{key}/files/{id}", { params, parseAs: "blob" }));
  save(blob as Blob, path.split("/").at(-1) ?? path);
}
