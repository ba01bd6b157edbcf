import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./tests/support/server.ts",
  fullyParallel: true,
  workers: Number(process.env.WORKERS ?? 4),
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["line"]],
  use: {
    launchOptions: { executablePath: process.env.BROWSER ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] },
    viewport: { width: 1280, height: 800 },
    locale: "en",
    timezoneId: "UTC",
    actionTimeout: 10_000,
    screenshot: "only-on-failure",
  },
});
