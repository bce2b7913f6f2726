import { execFile } from "node:child_process";

/** Longest time that git has, ms. */
const LIMIT_MS = 2_000;

/** The commit that is checked out in the current folder; undefined if there is none, or no git. */
export function gitCommit(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", ["rev-parse", "HEAD"], { timeout: LIMIT_MS }, (error, stdout) => {
      const commit = stdout.trim();
      resolve(!error && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined);
    });
  });
}
