import { useAccount, useCan, useMe } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { AccountFacts } from "./account_facts.tsx";
import { Appearance } from "./appearance.tsx";
import { Danger } from "./danger.tsx";
import { Emails } from "./emails.tsx";
import { Keys } from "./keys.tsx";
import { Notifications } from "./notifications.tsx";

export default function Settings() {
  const account = useAccount();
  const me = useMe().data;
  const can = useCan();
  return (
    <Page title={text.settings.title}>
      <Loaded query={account} lines={8}>
        {(shown) => (
          <>
            <AccountFacts account={shown} me={me} />
            {can("account:write") && <Emails account={shown} />}
            <Appearance />
            <Notifications />
            {can("keys:read") && <Keys />}
            <Danger account={shown} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
