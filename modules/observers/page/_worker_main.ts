/**
 * The main file of the worker that serves the board while a run trains.
 *
 * @module
 */
import { serveWorker } from "../../../core/runtime/mod.ts";
import { startBoard } from "../_board/mod.ts";
import type { FromPage, PageTask, ToPage } from "./messages.ts";
import { OperatorDesk } from "./operator_desk.ts";

serveWorker<PageTask, ToPage, FromPage, string>(async (task, post) => {
  const desk = new OperatorDesk(task, post);
  const { directory, host, port, token } = task;
  const board = await startBoard({
    directory,
    host,
    port,
    actions: { token, run: () => desk.run, act: (request) => desk.act(request) },
    onRefused: (reason) => desk.refuse(reason),
  });
  return {
    ready: board.url,
    onMessage: (message) => {
      if ("run" in message) desk.run = message.run ?? undefined;
      else if ("answer" in message) desk.answer(message.number, message.answer);
      else if ("collect" in message) desk.collect();
      // A worker that is ended may leave its port open for a while.
      else void board.close().then(() => post({ closed: true }));
    },
  };
});
