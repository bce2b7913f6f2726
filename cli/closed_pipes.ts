/**
 * Lets a run continue when the reader of its output is gone, as in `tolaria train job.ts | head -1`: only the
 * text is lost.
 */
export function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
