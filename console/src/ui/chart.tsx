// A chart of days. The library that draws it loads when the first chart is shown.
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { text } from "../texts.ts";
import styles from "./chart.module.css";

export interface ChartPoint {
  /** A day: `2026-11-30`, or the beginning of an hour. */
  day: string;
  value: number;
}

interface ChartProps {
  /** What the chart shows, for everybody. */
  label: string;
  points: ChartPoint[];
  format: (value: number) => string;
  /** A colour of the console, as the name of its variable. */
  color?: `--${string}`;
  height?: number;
  /** What a bar stands for. Default: a day. */
  unit?: Unit;
}

type Unit = "day" | "hour";

const DAY = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });
const HOUR = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
const SECONDS = { day: 86_400, hour: 3600 };
const STEPS = { day: [1, 2, 3, 5, 7, 10, 14], hour: [1, 2, 3, 6, 12, 24, 48] };
const nameOf = (day: string, unit: Unit) => (unit === "day" ? DAY : HOUR).format(new Date(day));
/** Steps of an axis that counts. */
const WHOLE = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
const BAR = { widest: 26, share: 0.66, radius: 0.2 };

/** A bar for each day. The same numbers are in a table below, which anybody can open. */
export function Chart({ label, points, format, color = "--accent", height = 180, unit = "day" }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = pointed === null ? undefined : points[pointed];
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const values = points.map(({ value }) => value);
    return drawn(element, (library) => options(library, { element, color, values, format, height, unit, onPoint: setPointed }), [points.map(({ day }) => Date.parse(day) / 1000), values]);
  }, [points, color, height]);
  return (
    <figure class={styles["chart"]} aria-label={label}>
      <figcaption>
        <span>{label}</span>
        <span class="dim">{shown && `${nameOf(shown.day, unit)}: ${format(shown.value)}`}</span>
      </figcaption>
      <div ref={host} class={styles["canvas"]} style={{ height: `${height}px` }} aria-hidden="true" />
      <Numbers {...{ label, points, format, unit }} />
    </figure>
  );
}

function Numbers({ label, points, format, unit }: Pick<ChartProps, "label" | "points" | "format"> & { unit: Unit }) {
  return (
    <details class={styles["numbers"]}>
      <summary>{text.chart.asTable}</summary>
      <div class={styles["scroller"]} tabIndex={0} role="region" aria-label={label}>
        <table>
          <caption class="visually-hidden">{label}</caption>
          <thead>
            <tr><th scope="col">{text.chart[unit]}</th><th scope="col" class="number">{text.chart.value}</th></tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ day, value }) => (
              <tr key={day}><th scope="row">{nameOf(day, unit)}</th><td class="number">{format(value)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Draws in the element, and again when the theme changes, until the returned function is called. */
function drawn(element: HTMLElement, build: (library: typeof uPlot) => uPlot.Options, data: uPlot.AlignedData): () => void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  let library: typeof uPlot | undefined;
  let plot: uPlot | undefined;
  let isOver = false;
  const draw = () => {
    if (!library || isOver || element.clientWidth === 0) return;
    plot?.destroy();
    plot = new library(build(library), data, element);
  };
  const observer = new ResizeObserver(() => (plot ? plot.setSize({ width: element.clientWidth, height: element.clientHeight }) : draw()));
  void Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]).then(([{ default: loaded }]) => {
    library = loaded;
    draw();
    observer.observe(element);
  });
  addEventListener("themechange", draw);
  scheme.addEventListener("change", draw);
  return () => {
    isOver = true;
    observer.disconnect();
    removeEventListener("themechange", draw);
    scheme.removeEventListener("change", draw);
    plot?.destroy();
  };
}

interface Drawing {
  element: HTMLElement;
  color: string;
  values: number[];
  format: (value: number) => string;
  height: number;
  unit: Unit;
  onPoint: (index: number | null) => void;
}

function options(library: typeof uPlot, { element, color, values, format, height, unit, onPoint }: Drawing): uPlot.Options {
  const isWhole = values.every(Number.isInteger);
  const [dim, line] = [resolved(element, "--dim"), resolved(element, "--line")];
  const axis = { stroke: dim, font: "12px system-ui", ticks: { show: false } };
  const bars = library.paths.bars?.({ size: [BAR.share, BAR.widest], radius: BAR.radius });
  return {
    width: element.clientWidth,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    tzDate: (seconds) => library.tzDate(new Date(seconds * 1000), "UTC"),
    scales: { x: { range: (_, first, last) => [first - SECONDS[unit] / 2, last + SECONDS[unit] / 2] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, size: 26, grid: { show: false }, space: 56, values: (_, splits) => splits.map((at) => (unit === "day" ? DAY : CLOCK).format(new Date(at * 1000))), incrs: STEPS[unit].map((step) => step * SECONDS[unit]) },
      { ...axis, size: 62, space: 36, ...(isWhole && { incrs: WHOLE }), grid: { stroke: line, width: 1 }, values: (_, splits) => splits.map(format) },
    ],
    series: [{}, { fill: resolved(element, color), width: 0, points: { show: false }, ...(bars && { paths: bars }) }],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** The value of a colour at this moment: a canvas does not understand variables. */
function resolved(element: HTMLElement, variable: string): string {
  element.style.color = `var(${variable})`;
  return getComputedStyle(element).color;
}
