import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Path of a Chromium, from TOLARIA_CHROMIUM or the path; undefined if there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.TOLARIA_CHROMIUM ?? "", ...found].find((path) => path && existsSync(path));
}

/** Starts Chromium without a window; the caller closes it. */
export function startChromium(executablePath: string): Promise<Browser> {
  // As root, which containers run tests as, Chromium refuses its sandbox; the pages are ours.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
