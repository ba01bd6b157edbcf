import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Settings({ pod }: ScreenProps) {
  return <Page title="settings">{pod}</Page>;
}
