import { type Command, InvalidArgumentError } from "../deps.ts";
import { startBoard } from "../modules/mod.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { RUNS_DIRECTORY } from "./runs/find_run.ts";

interface BoardFlags {
  readonly port: number;
  readonly host: string;
}

const HELP = `
Examples:
  tolaria board                     look at the runs in ./runs, live ones too
  tolaria board /data/runs --port 0 on any free port

The board shows and changes nothing; the page of a run, by "tolaria train --page", also acts on it. Only this machine reaches it; from elsewhere, tunnel the port:
  ssh -L 6007:127.0.0.1:6007 machine

Ctrl-C ends it.`;

/** Port on which the board is looked for. */
export const BOARD_PORT = 6_007;

/** Adds the command that serves the board. */
export function addBoard(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("board")
    .summary("serve a page that shows live and past runs")
    .description(`Serves a page that shows the runs that "tolaria train" recorded, live ones too.`)
    .argument("[directory]", "where runs are recorded", RUNS_DIRECTORY)
    .option("--port <number>", "port to listen to; 0 for any that is free", portOf, BOARD_PORT)
    .option("--host <address>", "address to listen to", "127.0.0.1")
    .addHelpText("after", HELP)
    .action(async (directory: string, flags: BoardFlags) => finish(await board(directory, flags)));
}

async function board(directory: string, { port, host }: BoardFlags): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  let refused = 0;
  const onRefused = () => {
    refused += 1;
  };
  const { url, close } = await startBoard({ directory, port, host, onRefused });
  process.stdout.write(`${url} shows the runs in ${directory}; Ctrl-C ends it\n`);
  await ended;
  await close();
  if (refused > 0) process.stderr.write(`${refused} requests to act on a run were refused\n`);
  return EXIT_CODES.done;
}

/** Reads a port. @throws {InvalidArgumentError} If it is none. */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}
