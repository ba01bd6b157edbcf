// Icons, drawn for the console: 18 pixels, one stroke.
const PATHS = {
  home: "M3 8.2 9 3l6 5.2V15H11v-4H7v4H3z",
  mail: "M2.5 4.5h13v9h-13zM3 5l6 5 6-5",
  calendar: "M3 4.5h12v10.5H3zM3 8h12M6.5 2.5v3M11.5 2.5v3",
  vault: "M4 8h10v7H4zM6 8V5.8a3 3 0 0 1 6 0V8M9 11v1.5",
  webhooks: "M6 12a3 3 0 1 1-1-5l3-4M12 12H6M8.5 6.5 12 12a2.6 2.6 0 1 0 1-4.5",
  audit: "M4.5 2.5h6l3 3V15.5h-9zM7 8h4M7 11h4",
  trust: "M9 2.5l5.5 2v4c0 3.5-2.3 5.8-5.5 7-3.200-1.200-5.500-3.500-5.500-7v-4zM6.500 9l1.800 1.800L11.800 7.200",
  keys: "M10.500 7.500a3 3 0 1 0-2.200 2.900L10 12h2v2h2.500v-2.500z",
  runs: "M2.500 4h13v10h-13zM5 7.500l2 1.800L5 11M9 11.500h3.500",
  agents: "M4 6.500h10V14H4zM9 3.500v3M6.800 9.500v1.500M11.200 9.500v1.500M2 9.500v2M16 9.500v2",
  budget: "M2.500 5h13v9h-13zM2.500 8h13M11.500 11h2",
  people: "M6.500 8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM2 15c.3-3 2-4.500 4.500-4.500S10.700 12 11 15M11.500 8.300a2.300 2.300 0 0 0 0-4.600M13 10.800c1.700.6 2.700 2 3 4.200",
  tenants: "M3 15V4.500l6-2V15M9 7l6 1.500V15M2 15h14M5.500 7v.1M5.500 10v.1M12 11v.1",
  domains: "M9 2.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM2.500 9h13M9 2.500c4 4 4 9 0 13-4-4-4-9 0-13z",
  access: "M3 4h12v8H3zM6 15h6M9 12v3",
  usage: "M3 15V9M7 15V4M11 15v-4.500M15 15V6.500",
  settings: "M3 5.500h7M13 5.500h2M3 12.500h2M8 12.500h7M11.500 3.500v4M6.500 10.500v4",
  operator: "M9 2.500 15.500 6v6L9 15.500 2.500 12V6zM9 9l6-3M9 9v6.500M9 9 3 6",
  search: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM11.800 11.800 15.500 15.500",
  close: "M4.500 4.500l9 9M13.500 4.500l-9 9",
  check: "M3.500 9.500 7 13l7.500-8",
  plus: "M9 3.500v11M3.500 9h11",
  more: "M4 9h.1M9 9h.1M14 9h.1",
  menu: "M3 5h12M3 9h12M3 13h12",
  chevron: "M6 7.500 9 10.500l3-3",
  back: "M11 4 6 9l5 5",
  forward: "M7 4l5 5-5 5",
  copy: "M6 6h9v9H6zM3 12V3h9",
  sun: "M9 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9 2v1.500M9 14.500V16M2 9h1.500M14.500 9H16M4 4l1 1M13 13l1 1M4 14l1-1M13 5l1-1",
  signOut: "M7 3H3.500v12H7M11.500 5.500 15 9l-3.500 3.500M15 9H7",
  refresh: "M14.500 8a5.700 5.700 0 1 0-.6 4M14.800 4v4h-4",
  reply: "M7 4 3 8l4 4M3 8h6c4 0 6 2 6 6",
  archive: "M2.500 4h13v3h-13zM3.500 7v7.500h11V7M7 10h4",
  trash: "M3.500 5h11M7 5V3h4v2M5 5l.7 10h6.600L13 5",
  attach: "M13.500 8.500 8.500 13.500a3 3 0 0 1-4.300-4.300l6-6a2 2 0 0 1 2.900 2.900l-6 6a1 1 0 0 1-1.500-1.500l5-5",
  edit: "M3.500 14.500 4 11l7.500-7.500 3 3L7 14z",
  send: "M2.500 9 15.500 3 11 15.500 8.500 10z",
  bell: "M4.500 12.500V8.500a4.500 4.500 0 0 1 9 0v4zM3 12.500h12M7.500 15h3",
  external: "M7 4H3.500v10.500H14V11M10 3.500h4.500V8M14.500 3.500 8.500 9.500",
  play: "M5.500 3.500v11l9-5.500z",
  stop: "M5 5h8v8H5z",
  download: "M9 3v8M5.500 8 9 11.500 12.500 8M3.500 14.500h11",
  warning: "M9 3 16 15H2zM9 7.500v3.500M9 13v.1",
  key: "M10.500 7.500a3 3 0 1 0-2.200 2.900L10 12h2v2h2.500v-2.500z",
  star: "M9 3l1.900 3.900 4.300.6-3.100 3 .7 4.300L9 12.800l-3.800 2 .7-4.300-3.100-3 4.300-.6z",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside a text, or in a control that has a name of its own. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
