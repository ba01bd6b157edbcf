import { useQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Icon } from "../../ui/icons.tsx";

/** Charges that wait for a decision are decided on the home screen. */
export function Waiting() {
  const { data } = useQuery({ queryKey: ["budget", "waiting"], queryFn: () => content(api.GET("/v1/approvals", { params: { query: { limit: 100 } } })) });
  if (!data || data.count === 0) return null;
  return (
    <div class="notice warn">
      <Icon name="bell" />
      <p class="grow headline">{text.budget.waiting(text.budget.charges(data.count, data.has_more))}</p>
      <a class="button" href={to("/")}>{text.budget.decide}</a>
    </div>
  );
}
