import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Tenants({ pod }: ScreenProps) {
  return <Page title="tenants">{pod}</Page>;
}
