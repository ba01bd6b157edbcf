import { HOME_POD } from "../../api/client.ts";
import { to, type ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { KeyList } from "./list.tsx";

const t = text.keys;

export default function Keys({ pod }: ScreenProps) {
  if (pod !== HOME_POD) return <KeyList pod={pod} />;
  return (
    <Page title={t.title}>
      <Empty icon="keys" title={t.home}>
        <p>{t.homeHint}</p>
        <div class="row wrap"><a class="button primary" href={to("/agents")}>{t.homeAgents}</a><a class="button" href={to("/access")}>{t.homeAccess}</a></div>
      </Empty>
    </Page>
  );
}
