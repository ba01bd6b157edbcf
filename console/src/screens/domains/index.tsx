import type { ScreenProps } from "../../routes.ts";
import { DomainDetails } from "./domain.tsx";
import { DomainList } from "./list.tsx";

export default function Domains({ rest }: ScreenProps) {
  return rest ? <DomainDetails id={rest} /> : <DomainList />;
}
