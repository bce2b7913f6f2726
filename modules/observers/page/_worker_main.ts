/**
 * The main file of the worker that serves the board while a run trains.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import { type BoardOptions, startBoard } from "../_board/mod.ts";

serveWorker<BoardOptions, never, never, string>(async (options) => {
  const { url } = await startBoard(options);
  return { ready: url, onMessage: () => {} };
});
