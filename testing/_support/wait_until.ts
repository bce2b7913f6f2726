import assert from "node:assert/strict";

/** Longest wait for something that another thread or process does, ms: long, for a machine that has much else to do. */
const LIMIT_MS = 60_000;

const EVERY_MS = 5;

/** How many times in a row a size must be the same before nobody makes it grow any more. */
const STILL = 60;

/** Settles once `condition` holds; fails where it does not in a minute. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    assert.ok(performance.now() < untilMs, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** Settles once `size` stays the same for a while: whoever made it grow is gone. */
export async function waitUntilStill(size: () => number): Promise<void> {
  let last = -1;
  let same = 0;
  await waitUntil("nobody makes it grow any more", () => {
    const now = size();
    same = now === last ? same + 1 : 0;
    last = now;
    return same === STILL;
  });
}
