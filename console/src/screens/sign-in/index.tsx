import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function SignIn({ pod }: ScreenProps) {
  return <Page title="sign-in">{pod}</Page>;
}
