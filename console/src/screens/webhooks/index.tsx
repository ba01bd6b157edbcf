import type { ScreenProps } from "../../routes.ts";
import { WebhookList } from "./list.tsx";
import { WebhookDetails } from "./webhook.tsx";

export default function Webhooks({ pod, rest }: ScreenProps) {
  return rest ? <WebhookDetails pod={pod} id={rest} /> : <WebhookList pod={pod} />;
}
