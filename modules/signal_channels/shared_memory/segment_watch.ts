import { watch } from "node:fs";

/** Looks again so long after each event, ms: Bun keeps back an event that comes within a millisecond or two of another. */
const AGAIN_AFTER_MS = [2, 6];

/** Looks at least so often, ms, so that an event that is lost costs no more. */
const LOOK_EVERY_MS = 25;

/** A watch over a segment. */
export interface SegmentWatch {
  /** Ends it. */
  close(): void;
}

/** Calls `look` when somebody has written to the file `path`, and every now and then. */
export function watchSegment(path: string, look: () => void): SegmentWatch {
  let open = true;
  const lookIfOpen = () => {
    if (open) look();
  };
  const watcher = watch(path, () => {
    lookIfOpen();
    for (const ms of AGAIN_AFTER_MS) setTimeout(lookIfOpen, ms).unref();
  });
  const looking = setInterval(lookIfOpen, LOOK_EVERY_MS);
  return {
    close: () => {
      open = false;
      watcher.close();
      clearInterval(looking);
    },
  };
}
