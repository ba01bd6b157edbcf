import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Audit({ pod }: ScreenProps) {
  return <Page title="audit">{pod}</Page>;
}
