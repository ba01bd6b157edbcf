import { useQuery } from "@tanstack/react-query";
import { text } from "../../texts.ts";
import { Chart } from "../../ui/chart.tsx";
import { count } from "../../ui/format.tsx";
import { Loaded } from "../../ui/states.tsx";
import { errors } from "./api.ts";

export const useErrors = (hours: number) => useQuery({ queryKey: ["operator", "errors", hours], queryFn: () => errors(hours) });

/** How many requests were answered with an error, hour by hour. */
export function ErrorHours({ hours }: { hours: number }) {
  const query = useErrors(hours);
  return (
    <Loaded query={query}>
      {(found) => <Chart label={text.operator.errors.chart(hours)} unit="hour" points={found.hours.map(({ hour, count: value }) => ({ day: hour, value }))} format={count} color="--danger" />}
    </Loaded>
  );
}
