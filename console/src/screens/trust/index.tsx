import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Trust({ pod }: ScreenProps) {
  return <Page title="trust">{pod}</Page>;
}
