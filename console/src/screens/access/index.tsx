import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { AccountKeys } from "./account_keys.tsx";
import { Grants } from "./grants.tsx";
import { RunKeys } from "./run_keys.tsx";
import { Sessions } from "./sessions.tsx";

export default function Access() {
  return (
    <Page title={text.access.title}>
      <Sessions />
      <Grants />
      <AccountKeys />
      <RunKeys />
    </Page>
  );
}
