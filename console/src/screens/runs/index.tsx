import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Runs({ pod }: ScreenProps) {
  return <Page title="runs">{pod}</Page>;
}
