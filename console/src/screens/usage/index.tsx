import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Usage({ pod }: ScreenProps) {
  return <Page title="usage">{pod}</Page>;
}
