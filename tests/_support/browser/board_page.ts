import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { startBoard } from "../../../modules/mod.ts";
import { findChromium, startChromium } from "./chromium.ts";

const chromium = findChromium();

/** Why there is no browser to test in, if there is none. */
export const missingBrowser: string | undefined =
  chromium === undefined ? "there is no Chromium (Debian: chromium)" : undefined;

/** Longest wait for something on a page, ms: a machine that has much else to do is slow. */
const WAIT_MS = 60_000;

/** Opens a page in a browser; errors of its scripts and of what it asks for fail the test. */
export async function withBrowser(
  work: (page: Page, errors: string[]) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const browser = await startChromium(chromium as string);
  const errors: string[] = [];
  try {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(WAIT_MS);
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await work(page, errors).catch((error) => {
      // What went wrong in the page is why it was waited for in vain.
      throw errors.length > 0 ? new AggregateError([error], errors.join("; ")) : error;
    });
  } finally {
    await browser.close();
  }
  assert.deepEqual(errors, []);
}

/** Opens a page beside a board that shows `directory`. */
export async function withBoardPage(
  directory: string,
  work: (page: Page, url: string) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const board = await startBoard({ directory, port: 0 });
  try {
    await withBrowser((page) => work(page, board.url), options);
  } finally {
    await board.close();
  }
}

/** What a chart says to who does not see it, once it is in sight and drawn. */
export async function chartLabel(page: Page, title: string): Promise<string> {
  const figure = page.locator("figure", { has: page.locator(`h2:text-is("${title}")`) });
  await figure.scrollIntoViewIfNeeded();
  await figure.locator("canvas").waitFor();
  return (await figure.locator('[role="img"]').getAttribute("aria-label")) ?? "";
}
