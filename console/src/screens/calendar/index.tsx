import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Calendar({ pod }: ScreenProps) {
  return <Page title="calendar">{pod}</Page>;
}
