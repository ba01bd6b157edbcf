import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Webhooks({ pod }: ScreenProps) {
  return <Page title="webhooks">{pod}</Page>;
}
