import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Keys({ pod }: ScreenProps) {
  return <Page title="keys">{pod}</Page>;
}
