// Threads that share the tiles of a job. The caller takes its part like the others, so that it waits for tiles
// that others are at, and never for somebody to begin.

import { Job, tile, tilesOf } from "./matmul.as";

/** What the threads write to each other, at the start of the room that a crew is given. */
@unmanaged
class Board {
  /**
   * The job's number in the upper half, its next chunk in the lower one. Whoever puts the chunk after it there
   * has that chunk; the job stays as it is until the chunk is done.
   */
  ticket: i64;
  chunks: i32;
  tilesAChunk: i32;
  /** Chunks that are done; the caller sleeps on it. */
  done: i32;
  /** 1 where the caller sleeps. */
  waiting: i32;
  /** Goes up with each job; the others sleep on it. */
  bell: i32;
  sleepers: i32;
  /** 1 where the others are to end. */
  closed: i32;
}

/** Where the job lies: on a cache line of its own. */
const JOB: usize = 64;

/** Bytes of a board with its job. */
export function boardBytes(): i32 {
  return <i32>JOB + <i32>offsetof<Job>();
}

/** The job of a board. */
export function jobOf(board: usize): usize {
  return board + JOB;
}

const TICKET: usize = offsetof<Board>("ticket");
const CHUNKS: usize = offsetof<Board>("chunks");
const DONE: usize = offsetof<Board>("done");
const WAITING: usize = offsetof<Board>("waiting");
const BELL: usize = offsetof<Board>("bell");
const SLEEPERS: usize = offsetof<Board>("sleepers");
const CLOSED: usize = offsetof<Board>("closed");

/** No job has as many chunks. */
const NONE: i64 = 0x7fff_ffff;

/** Chunks for each thread, so that one that comes late finds some left. */
const CHUNKS_A_THREAD: i32 = 16;

/** Looks at a word before a thread sleeps on it: 10 to 100 us, as the runtime is fast. */
const LOOKS: i32 = 10_000;

/** Computes the board's job together with the threads that serve it. */
export function share(board: usize, room: usize, threads: i32): void {
  const job = changetype<Job>(jobOf(board));
  const tiles = tilesOf(job);
  const next = (atomic.load<i64>(board + TICKET) >> 32) + 1;
  atomic.store<i64>(board + TICKET, (next << 32) | NONE);
  const tilesAChunk = max(1, tiles / (threads * CHUNKS_A_THREAD));
  const chunks = (tiles + tilesAChunk - 1) / tilesAChunk;
  changetype<Board>(board).tilesAChunk = tilesAChunk;
  atomic.store<i32>(board + CHUNKS, chunks);
  atomic.store<i32>(board + DONE, 0);
  atomic.store<i64>(board + TICKET, next << 32);
  ring(board);
  help(board, room);
  waitFor(board, chunks);
}

/** Takes chunks of whatever job there is until `close`. */
export function serve(board: usize, room: usize): void {
  while (atomic.load<i32>(board + CLOSED) == 0) {
    const bell = atomic.load<i32>(board + BELL);
    help(board, room);
    if (changes(board + BELL, bell)) continue;
    atomic.add<i32>(board + SLEEPERS, 1);
    atomic.wait<i32>(board + BELL, bell, -1);
    atomic.sub<i32>(board + SLEEPERS, 1);
  }
}

/** Ends those who serve. */
export function close(board: usize): void {
  atomic.store<i32>(board + CLOSED, 1);
  ring(board);
}

function ring(board: usize): void {
  atomic.add<i32>(board + BELL, 1);
  if (atomic.load<i32>(board + SLEEPERS) > 0) atomic.notify(board + BELL, -1);
}

/** Takes chunks until none is left. */
function help(board: usize, room: usize): void {
  const job = changetype<Job>(jobOf(board));
  for (;;) {
    const ticket = atomic.load<i64>(board + TICKET);
    const chunk = <i32>ticket;
    if (chunk >= atomic.load<i32>(board + CHUNKS)) return;
    if (atomic.cmpxchg<i64>(board + TICKET, ticket, ticket + 1) != ticket) continue;
    const count = changetype<Board>(board).tilesAChunk;
    const end = min((chunk + 1) * count, tilesOf(job));
    for (let index = chunk * count; index < end; index++) tile(job, index, room);
    atomic.add<i32>(board + DONE, 1);
    if (atomic.load<i32>(board + WAITING) == 1) atomic.notify(board + DONE, 1);
  }
}

/** Waits until `chunks` are done. */
function waitFor(board: usize, chunks: i32): void {
  let done = atomic.load<i32>(board + DONE);
  while (done < chunks) {
    if (!changes(board + DONE, done)) {
      atomic.store<i32>(board + WAITING, 1);
      atomic.wait<i32>(board + DONE, done, -1);
      atomic.store<i32>(board + WAITING, 0);
    }
    done = atomic.load<i32>(board + DONE);
  }
}

/** Whether the word at `place` is soon another than `value`. */
function changes(place: usize, value: i32): bool {
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<i32>(place) != value) return true;
  }
  return false;
}
