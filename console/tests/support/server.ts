// Starts the worker for all tests, unless WARREN_URL names one that runs already.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../../..");

/** Variables of the tests' server: as in development, and without limits on what one machine may do in an hour. */
export const VARIABLES = {
  DEV_ENDPOINTS: "true",
  DEFAULT_TIER: "paid",
  MAIL_PROVIDER: "log",
  POD_SUBDOMAINS: "true",
  KEY_CREATIONS_PER_HOUR: "1000000",
  UNAUTHENTICATED_REQUESTS_PER_HOUR: "1000000",
  MASTER_KEY: "dGVzdHMgdXNlIHRoaXMga2V5IGFuZCBubyBvdGhlciE=",
  ADMIN_TOKEN: "the-operator-of-the-tests",
  ALLOW_LOOPBACK_WEBHOOKS: "true",
  DOH_URL: "http://127.0.0.1:9/dns-query",
};

export default async function start(): Promise<() => void> {
  if (process.env["WARREN_URL"]) return () => {};
  const child = spawn(process.execPath, [join(ROOT, "xtask/src/serve.mjs")], { stdio: ["pipe", "pipe", "pipe"] });
  createInterface({ input: child.stderr }).on("line", (line) => line.startsWith("log:") || console.error(line));
  const settings = { worker: process.env["WORKER"] ?? "build", state: mkdtempSync(join(tmpdir(), "warren-console-")), temporary: true, vars: VARIABLES };
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("ready ")) continue;
    process.env["WARREN_URL"] = line.slice("ready ".length);
    break;
  }
  if (!process.env["WARREN_URL"]) throw new Error("the server did not start");
  return () => child.stdin.end();
}
