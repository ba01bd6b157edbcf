import type { ScreenProps } from "../../routes.ts";
import { AgentDetails } from "./agent.tsx";
import { AgentList } from "./list.tsx";

export default function Agents({ rest }: ScreenProps) {
  return rest ? <AgentDetails id={rest} /> : <AgentList />;
}
