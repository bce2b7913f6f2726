/**
 * Lets a run go on when whoever reads its output has gone, as `tolaria train job.ts | head -1` does: what is
 * lost is text, and not the training.
 */
export function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
