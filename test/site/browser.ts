import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser's program: CHROMIUM_PATH, else the first of the usual names on PATH. */
export const browserPath = (): string => {
  const named = process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = named ?? NAMES.flatMap((name) => folders.map((dir) => join(dir, name))).find(existsSync);
  if (!found || !existsSync(found))
    throw new Error("no Chromium was found: install the Debian package chromium, or name a browser in CHROMIUM_PATH");
  return found;
};

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: [
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // Nothing but this machine is ever reached, whatever a page asks for.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });

/** What a page did that no page of ours may do. */
export type Watched = { page: Page; context: BrowserContext; complaints: string[] };

/** A tab that notes console errors, violations of the policy, requests to elsewhere, dialogs and what hostile text calls. */
export const watchedPage = async (
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Watched> => {
  const context = await browser.newContext({ ...options, serviceWorkers: "block" });
  const page = await context.newPage();
  const complaints: string[] = [];
  const note = (what: string): void => {
    complaints.push(`${page.url()}: ${what}`);
  };
  if (options.javaScriptEnabled !== false) {
    await page.exposeFunction("pwned", () => note("text from a server was executed"));
    await page.exposeFunction("violated", (what: string) => note(`violates the policy: ${what}`));
    await page.addInitScript(() => {
      const { violated } = globalThis as unknown as { violated: (what: string) => void };
      addEventListener("securitypolicyviolation", (event) =>
        violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
  }
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") note(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    note(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // Heard and not held up: a handler of routes would let each request wait for this process.
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) note(`asks elsewhere: ${request.url()}`);
  });
  return { page, context, complaints };
};
