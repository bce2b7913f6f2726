/** How often the launcher is looked at, ms. */
const LOOK_EVERY_MS = 500;

/**
 * Calls `gone` once when the process that started this one is gone: npm and npx end at a signal without passing it on.
 *
 * @returns Stops looking.
 */
export function watchLauncher(
  gone: () => void,
  { parent = () => process.ppid, everyMs = LOOK_EVERY_MS } = {},
): () => void {
  const launcher = parent();
  const looking = setInterval(() => {
    if (parent() === launcher) return;
    clearInterval(looking);
    gone();
  }, everyMs);
  return () => clearInterval(looking);
}
