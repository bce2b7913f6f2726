/**
 * The board: a page that shows live and past runs, and the server that serves it.
 *
 * @module
 */
export type { ActionAnswer, ActionRequest, BoardActions } from "./board_actions.ts";
export { type Board, type BoardOptions, startBoard } from "./server.ts";
