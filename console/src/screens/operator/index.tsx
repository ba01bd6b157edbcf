import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Operator({ pod }: ScreenProps) {
  return <Page title="operator">{pod}</Page>;
}
