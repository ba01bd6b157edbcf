import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Access({ pod }: ScreenProps) {
  return <Page title="access">{pod}</Page>;
}
