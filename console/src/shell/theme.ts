// Light or dark: as the system says, or as chosen here.
import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const STORE = "warren.theme";

const stored = localStorage.getItem(STORE);
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : "system");

export function applyTheme(): void {
  if (theme.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
}

export function isDark(): boolean {
  return theme.value === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme.value === "dark";
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === "system") localStorage.removeItem(STORE);
  else localStorage.setItem(STORE, chosen);
  applyTheme();
  dispatchEvent(new Event("themechange"));
}

export const toggleTheme = () => chooseTheme(isDark() ? "light" : "dark");
