import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./tests/support/server.ts",
  fullyParallel: true,
  workers: Number(process.env.WORKERS ?? 4),
  // Beside other work, a page can take long.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  retries: 1,
  reporter: [["line"]],
  use: {
    launchOptions: { executablePath: process.env.BROWSER ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] },
    viewport: { width: 1280, height: 800 },
    locale: "en",
    timezoneId: "UTC",
    actionTimeout: 20_000,
    screenshot: "only-on-failure",
  },
});
