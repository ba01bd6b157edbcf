import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the API: a server that `cargo xtask dev` started. */
const API = process.env.WARREN_URL ?? "http://127.0.0.1:8787";
const PATHS = ["/v1", "/api", "/admin", "/auth", "/dev", "/health", "/docs", "/llms.txt", "/agents", "/sign-in", "/sign-up", "/oauth", "/badge", "/style.css"];

export default defineConfig({
  base: "/console/",
  plugins: [preact()],
  server: { proxy: Object.fromEntries(PATHS.map((path) => [path, { target: API, ws: true }])) },
  build: {
    target: "es2023",
    // A page of the console loads scripts and styles of this deployment only: no `data:` and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The viewer of the API reference, which only its own page loads, is one of 1.5 MB.
    chunkSizeWarningLimit: 1600,
    // The console, and two pages for everybody: the API's reference and the documentation.
    rolldownOptions: { input: ["index.html", "api.html", "docs.html"] },
  },
});
