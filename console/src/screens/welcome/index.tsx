import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, inPod, type Pod } from "../../api/client.ts";
import { usePods } from "../../api/me.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { ClaimAddress } from "./claim_address.tsx";
import { Connect } from "./connect.tsx";
import { FirstMail } from "./first_mail.tsx";
import { MakeAgent } from "./make_agent.tsx";
import { skipWelcome } from "./skipped.ts";
import { Step } from "./step.tsx";
import styles from "./welcome.module.css";

/** The first two minutes: an agent, its address, a mail that arrives, and how a program connects. */
export default function Welcome() {
  const pods = usePods();
  const { route } = useLocation();
  const leave = () => {
    skipWelcome();
    route(to("/"));
  };
  return (
    <Page title={text.welcome.title} actions={<Button kind="plain" onClick={leave}>{text.welcome.skip}</Button>}>
      <p class="dim">{text.welcome.intro}</p>
      <Loaded query={pods}>{({ pods: all }) => <Steps pod={all[0]} onLeave={leave} />}</Loaded>
    </Page>
  );
}

function Steps({ pod, onLeave }: { pod: Pod | undefined; onLeave: () => void }) {
  // The key is in this tab's memory only.
  const [key, setKey] = useState<string>();
  const addresses = useQuery({
    queryKey: ["mail", pod?.id, "addresses"],
    queryFn: () => content(api.GET("/v1/email/addresses", { params: { header: inPod(pod?.id ?? "") } })),
    enabled: pod !== undefined,
  });
  const address = pod && addresses.data?.addresses[0];
  const inbox = useQuery({
    queryKey: ["mail", pod?.id, "inbox", address, "first"],
    queryFn: () => content(api.GET("/v1/email/inbox", { params: { query: { address: address ?? "", limit: 1 }, header: inPod(pod?.id ?? "") } })),
    enabled: address !== undefined,
  });
  const arrived = address ? inbox.data?.messages[0] : undefined;
  return (
    <ol class={styles["steps"]}>
      <Step number={1} title={text.welcome.agent} hint={text.welcome.agentHint} isDone={pod !== undefined}>
        <MakeAgent pod={pod} apiKey={key} onMade={setKey} />
      </Step>
      <Step number={2} title={text.welcome.address} hint={text.welcome.addressHint} isDone={address !== undefined} isLater={!pod}>
        {pod && addresses.data && <ClaimAddress pod={pod.id} address={address} />}
      </Step>
      <Step number={3} title={text.welcome.mail} isDone={arrived !== undefined} isLater={!address}>
        {pod && address && <FirstMail pod={pod} address={address} arrived={arrived} />}
      </Step>
      <Step number={4} title={text.welcome.connect} hint={text.welcome.connectHint} isLater={!pod}>
        {pod && (
          <>
            <Connect apiKey={key} address={address} />
            <div><Button kind="primary" onClick={onLeave}>{text.welcome.finish}</Button></div>
          </>
        )}
      </Step>
    </ol>
  );
}
