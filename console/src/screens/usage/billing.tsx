import { useQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

export function Billing() {
  const query = useQuery({ queryKey: ["usage", "billing"], queryFn: () => content(api.GET("/v1/billing")), staleTime: 300_000 });
  return (
    <Card title={text.usage.billing} isPadded>
      <Loaded query={query}>
        {({ plan, x402, account_id }) => (
          <dl class="facts">
            <dt>{text.usage.plan}</dt>
            <dd><Badge kind={plan === "paid" ? "good" : undefined}>{text.usage.plans[plan]}</Badge> <span class="dim">{plan === "free" && text.usage.upgrade}</span></dd>
            <dt>{text.usage.pay}</dt>
            <dd>{x402.supported ? text.usage.payOn(x402.email_price, x402.network) : text.usage.payOff}</dd>
            <dt>{text.usage.account}</dt>
            <dd><Copyable value={account_id} /></dd>
          </dl>
        )}
      </Loaded>
    </Card>
  );
}
