import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Mail({ pod }: ScreenProps) {
  return <Page title="mail">{pod}</Page>;
}
