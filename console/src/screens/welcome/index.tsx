import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Welcome({ pod }: ScreenProps) {
  return <Page title="welcome">{pod}</Page>;
}
