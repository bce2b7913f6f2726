/**
 * The main file of the worker that serves the board while a run trains.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import { type BoardOptions, startBoard } from "../_board/mod.ts";

serveWorker<BoardOptions, "close", "closed", string>(async (options, post) => {
  const board = await startBoard(options);
  // A worker that is ended may leave its port open for a while.
  return { ready: board.url, onMessage: () => void board.close().then(() => post("closed")) };
});
