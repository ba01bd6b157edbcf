import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Agents({ pod }: ScreenProps) {
  return <Page title="agents">{pod}</Page>;
}
