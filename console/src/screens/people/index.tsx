import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function People({ pod }: ScreenProps) {
  return <Page title="people">{pod}</Page>;
}
