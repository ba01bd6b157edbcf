import { useQuery } from "@tanstack/react-query";
import type { ErrorsInHour } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Chart, type ChartPoint } from "../../ui/chart.tsx";
import { count } from "../../ui/format.tsx";
import { Loaded } from "../../ui/states.tsx";
import { errors } from "./api.ts";

const HOUR = 3_600_000;

export const useErrors = (hours: number) => useQuery({ queryKey: ["operator", "errors", hours], queryFn: () => errors(hours) });

/** How many requests were answered with an error, hour by hour. */
export function ErrorHours({ hours }: { hours: number }) {
  const query = useErrors(hours);
  return (
    <Loaded query={query}>
      {(found) => <Chart label={text.operator.errors.chart(hours)} unit="hour" points={everyHour(found.hours, hours)} format={count} color="--danger" />}
    </Loaded>
  );
}

/** The last hours, also those without errors. */
function everyHour(found: ErrorsInHour[], hours: number): ChartPoint[] {
  const now = Math.floor(Date.now() / HOUR);
  const counts = new Map(found.map(({ hour, count: value }) => [Date.parse(hour) / HOUR, value]));
  return Array.from({ length: hours }, (_, index) => now - hours + 1 + index).map((hour) => ({ day: new Date(hour * HOUR).toISOString(), value: counts.get(hour) ?? 0 }));
}
