import type { Page } from "@playwright/test";
import { ScriptedRunner } from "./support/runner.ts";
import { call, checkAccessibility, expect, open, photograph, test, type Person } from "./support/test.ts";

const ORG = "/api/v1/ext/orgs/me";
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const inPod = (pod?: string) => (pod ? { "X-Environment": pod } : undefined);

async function connectRunner(person: Person, pod?: string): Promise<ScriptedRunner> {
  const { token } = await call(person.session, "POST", `${ORG}/runners/tokens`, {}, inPod(pod));
  return ScriptedRunner.register(token, "build-1");
}

const startRun = async (person: Person, runner: ScriptedRunner, more = {}, pod?: string): Promise<string> =>
  (await call(person.session, "POST", `${ORG}/pods`, { runner_id: runner.id, agent_type_id: "claude-code", ...more }, inPod(pod))).pod.key;

const terminal = (page: Page) => page.locator(".xterm-rows");

test("a runner is registered, and a run is started, watched, typed into and completed", async ({ page, person }) => {
  await open(page, person, "/pods/home/runs");
  await expect(page.getByRole("heading", { name: "No runs yet" })).toBeVisible();
  await checkAccessibility(page);

  await page.getByRole("button", { name: "Add a runner" }).click();
  await page.getByRole("button", { name: "Create token" }).click();
  const command = await page.getByRole("dialog").getByText("warren-runner --server").textContent();
  const runner = await ScriptedRunner.register(/amt_\S+/.exec(command ?? "")?.[0] ?? "", "build-1");
  await page.getByRole("button", { name: "Done" }).click();

  await page.getByRole("link", { name: "Repositories" }).click();
  await page.getByRole("button", { name: "Add repository" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("site");
  await page.getByRole("dialog").getByLabel("Default branch").fill("main");
  await page.getByRole("dialog").getByRole("button", { name: "Add repository" }).click();
  await expect(page.getByRole("cell", { name: "site", exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Runs", exact: true }).last().click();
  await page.getByRole("link", { name: "Start a run" }).first().click();
  await expect(page.getByLabel("Runner")).toContainText("build-1 (online)");
  await page.getByLabel("Agent type").selectOption("Claude Code");
  await page.getByLabel("Task", { exact: true }).fill("Fix the login bug");
  await page.getByLabel("Repository").selectOption("site");
  await page.getByLabel("Spend at most (USD)").fill("five");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByText("An amount from")).toBeVisible();
  await page.getByLabel("Spend at most (USD)").fill("5");
  await page.getByText("More options").click();
  await page.getByLabel("Environment variables").fill("TOKEN=hush");
  await page.getByLabel("MCP servers").fill('{ "mcpServers": "hush"');
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByLabel("MCP servers")).toHaveAttribute("aria-invalid", "true");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("hush");
  await page.getByLabel("MCP servers").fill("");
  await page.getByLabel("Environment variables").fill("");
  await photograph(page, "runs-start");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Start", exact: true }).click();

  await expect(page.getByRole("heading", { name: "Fix the login bug", level: 1 })).toBeVisible();
  const run = await runner.takes();
  runner.prints(run, "\x1b[1mClaude Code\x1b[0m  claude-sonnet\r\n\x1b[38;2;90;120;200mReading\x1b[0m src/login.ts\r\n\x1b[32m+ 12\x1b[0m \x1b[31m- 3\x1b[0m\r\nMay I run the tests? ");
  await expect(terminal(page)).toContainText("May I run the tests?");
  await expect(page.getByText("Works", { exact: true })).toBeVisible();
  await expect(page.getByText("of $5.00")).toBeVisible();

  await page.locator(".xterm").click();
  await page.keyboard.type("yes");
  await page.keyboard.press("Enter");
  await expect.poll(() => runner.typed.get(run)).toBe("yes\r");
  await page.getByLabel("Another task").fill("Then open a pull request");
  await page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => runner.typed.get(run)).toContain("Then open a pull request");
  runner.prints(run, "yes\r\n\x1b[42;30m PASS \x1b[0m 41 tests\r\n");
  await expect(terminal(page)).toContainText("41 tests");
  await photograph(page, "runs-live");
  await checkAccessibility(page);

  runner.exits(run, 0, { "report.md": "# Fixed\n" });
  await expect(page.getByText("Completed").first()).toBeVisible();
  await expect(page.getByText("This is all of its output.")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download report.md" }).click();
  expect((await download).suggestedFilename()).toBe("report.md");
  await photograph(page, "runs-ended");
  await page.getByRole("link", { name: "All runs" }).click();
  await expect(page.getByRole("cell", { name: "Completed" })).toBeVisible();
  await photograph(page, "runs");
  await checkAccessibility(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(terminal(page)).toContainText("41 tests");
  runner.close();
});

test("the terminal works under the console's Content-Security-Policy and after a lost connection", async ({ page, person, context }) => {
  // The browser does not know that a page that a test answers comes from this machine, too.
  await context.grantPermissions(["local-network-access"]);
  const runner = await connectRunner(person);
  const run = await startRun(person, runner, { initial_prompt: "Count" });
  expect(await runner.takes()).toBe(run);
  // The agent asked the terminal what it is, long ago.
  runner.prints(run, "\x1b[c\x1b[6n\x1b[38;2;200;30;30mone\x1b[0m\r\n");
  await expect.poll(async () => (await call(person.session, "GET", `${ORG}/pods/${run}/output`)).output).toContain("one");
  await page.addInitScript(() => {
    const violations: string[] = [];
    const sockets: WebSocket[] = [];
    const Native = WebSocket;
    Object.assign(window, {
      violations,
      sockets,
      WebSocket: class extends Native {
        constructor(url: string | URL, protocols: string[]) {
          super(url, protocols);
          sockets.push(this);
        }
      },
    });
    addEventListener("securitypolicyviolation", ({ violatedDirective, sourceFile, lineNumber }) => violations.push(`${violatedDirective} ${sourceFile}:${lineNumber}`));
  });
  // A development server puts the console's own styles into the page by script. It marks them with this nonce; nothing else has it.
  await page.route(/\/console\/pods\//, async (route) => {
    const reply = await route.fetch();
    const body = (await reply.text()).replace("<head>", '<head><meta property="csp-nonce" nonce="styles-of-the-console">');
    const policy = POLICY.replace("style-src 'self'", "style-src 'self' 'nonce-styles-of-the-console'");
    await route.fulfill({ response: reply, body, headers: { ...reply.headers(), "content-security-policy": policy } });
  });
  await open(page, person, `/pods/home/runs/${run}`);
  await expect(terminal(page)).toContainText("one");
  expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
  // The style sheets of the terminal apply: rows keep their spaces, and colours are shown.
  await expect(terminal(page)).toHaveCSS("white-space-collapse", "preserve");
  const colour = await terminal(page).locator("span", { hasText: "one" }).first().evaluate((element) => getComputedStyle(element).color);
  expect(colour).not.toBe(await page.locator("[data-terminal]").evaluate((element) => getComputedStyle(element).color));

  await page.evaluate(() => (window as unknown as { sockets: WebSocket[] }).sockets.forEach((socket) => socket.close()));
  await expect(page.getByText("The connection was lost.")).toBeVisible();
  runner.prints(run, "two\r\n");
  await expect(terminal(page)).toContainText("two");
  expect((await terminal(page).textContent())?.match(/one/g)).toHaveLength(1);
  // Nothing but what the person types is sent.
  await expect(page.getByText("Live. Click into the terminal to type.")).toBeVisible();
  await page.locator(".xterm").click();
  await page.keyboard.type("y");
  await expect.poll(() => runner.typed.get(run)).toBe("y");

  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Stopping").first()).toBeVisible();
  await runner.next(({ type }) => type === "stop");
  runner.close();
});

test("a failed run of another pod says why, and whoever may not add a runner is not asked to", async ({ page, person }) => {
  const pod = (await call(person.key, "POST", "/v1/pods", { name: "Support" })).pod_id;
  const runner = await connectRunner(person, pod);
  const run = await startRun(person, runner, { initial_prompt: "Break" }, pod);
  await runner.takes();
  runner.prints(run, "fatal\r\n");
  runner.exits(run, 3);
  await open(page, person, `/pods/${pod}/runs/${run}`);
  await expect(page.getByText("The agent ended with an error (exit code 3).")).toBeVisible();
  await expect(terminal(page)).toContainText("fatal");

  await page.getByRole("link", { name: "All runs" }).click();
  await page.getByRole("link", { name: "Runners" }).click();
  await expect(page.getByText("online")).toBeVisible();
  await photograph(page, "runs-runners");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Remove build-1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("heading", { name: "No runners yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a runner" })).toHaveCount(2);
  runner.close();

  await page.route("**/v1/me", async (route) => {
    const reply = await route.fetch();
    const me = await reply.json();
    await route.fulfill({ json: { ...me, permissions: me.permissions.filter((one: string) => one !== "keys:write") } });
  });
  await page.reload();
  await expect(page.getByRole("heading", { name: "No runners yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a runner" })).toHaveCount(0);
  await page.getByRole("link", { name: "Run keys" }).click();
  await expect(page.getByRole("heading", { name: "Keys for runs" })).toBeVisible();
  await expect(page.getByRole("button", { name: "New key" })).toHaveCount(0);
});
