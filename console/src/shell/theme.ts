// Light or dark: as the system says, or as chosen here.
const STORE = "warren.theme";

export function applyTheme(): void {
  const chosen = localStorage.getItem(STORE);
  if (chosen) document.documentElement.dataset["theme"] = chosen;
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function toggleTheme(): void {
  localStorage.setItem(STORE, isDark() ? "light" : "dark");
  applyTheme();
  dispatchEvent(new Event("themechange"));
}
