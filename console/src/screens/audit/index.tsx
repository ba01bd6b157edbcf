import type { ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Export } from "./export.tsx";
import { Log } from "./log.tsx";
import { Verify } from "./verify.tsx";

export default function Audit({ pod }: ScreenProps) {
  return (
    <Page title={text.audit.title} actions={<><Verify pod={pod} /><Export pod={pod} /></>}>
      <Log pod={pod} />
    </Page>
  );
}
