import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Budget({ pod }: ScreenProps) {
  return <Page title="budget">{pod}</Page>;
}
