// Threads that share the tiles of a job. The calling thread works like the others: it waits for tiles that others
// have taken, and never for a thread to wake up.

import { jobBytes, runTile } from "./jobs.as";
import { Work } from "./work.as";

/** State that the threads share, at the start of the pool's memory. */
@unmanaged
class Pool {
  /**
   * The job's number in the upper half, its next chunk in the lower one. The thread that increments it owns the chunk;
   * the job does not change until that chunk is finished.
   */
  ticket: i64;
  chunks: i32;
  tilesPerChunk: i32;
  /** Finished chunks; the caller sleeps on it. */
  finished: i32;
  /** 1 while the caller sleeps. */
  callerSleeps: i32;
  /** Incremented with each job; the workers sleep on it. */
  generation: i32;
  sleepers: i32;
  /** 1 once the workers must exit. */
  shutDown: i32;
}

/** Offset of the job, on a cache line of its own. */
const JOB: usize = 64;

/** Bytes of a pool's state and its job. */
export function poolBytes(): i32 {
  return <i32>JOB + jobBytes();
}

/** Address of a pool's job. */
export function jobOf(pool: usize): usize {
  return pool + JOB;
}

const TICKET: usize = offsetof<Pool>("ticket");
const CHUNKS: usize = offsetof<Pool>("chunks");
const FINISHED: usize = offsetof<Pool>("finished");
const CALLER_SLEEPS: usize = offsetof<Pool>("callerSleeps");
const GENERATION: usize = offsetof<Pool>("generation");
const SLEEPERS: usize = offsetof<Pool>("sleepers");
const SHUT_DOWN: usize = offsetof<Pool>("shutDown");

/** More chunks than any job has. */
const NO_CHUNK: i64 = 0x7fff_ffff;

/** Chunks per thread, so that a thread that starts late still finds some. */
const CHUNKS_PER_THREAD: i32 = 16;

/**
 * Reads of a word before a thread sleeps on it: some 60 us in Bun, longer in Deno. Between two kernels JavaScript often takes that
 * long, and to wake a thread takes as long again.
 */
const SPINS: i32 = 30_000;

/** Computes the pool's job together with its workers. */
export function runParallel(pool: usize, scratch: usize, threads: i32): void {
  const tiles = changetype<Work>(jobOf(pool)).tiles;
  const next = (atomic.load<i64>(pool + TICKET) >> 32) + 1;
  atomic.store<i64>(pool + TICKET, (next << 32) | NO_CHUNK);
  const tilesPerChunk = max(1, tiles / (threads * CHUNKS_PER_THREAD));
  const chunks = (tiles + tilesPerChunk - 1) / tilesPerChunk;
  changetype<Pool>(pool).tilesPerChunk = tilesPerChunk;
  atomic.store<i32>(pool + CHUNKS, chunks);
  atomic.store<i32>(pool + FINISHED, 0);
  atomic.store<i64>(pool + TICKET, next << 32);
  wakeWorkers(pool);
  runChunks(pool, scratch);
  waitForChunks(pool, chunks);
}

/** Runs chunks of the pool's jobs until `shutDown`. */
export function runWorker(pool: usize, scratch: usize): void {
  while (atomic.load<i32>(pool + SHUT_DOWN) == 0) {
    const generation = atomic.load<i32>(pool + GENERATION);
    runChunks(pool, scratch);
    if (spinUntilChanged(pool + GENERATION, generation)) continue;
    atomic.add<i32>(pool + SLEEPERS, 1);
    atomic.wait<i32>(pool + GENERATION, generation, -1);
    atomic.sub<i32>(pool + SLEEPERS, 1);
  }
}

/** Ends the workers. */
export function shutDown(pool: usize): void {
  atomic.store<i32>(pool + SHUT_DOWN, 1);
  wakeWorkers(pool);
}

function wakeWorkers(pool: usize): void {
  atomic.add<i32>(pool + GENERATION, 1);
  if (atomic.load<i32>(pool + SLEEPERS) > 0) atomic.notify(pool + GENERATION, -1);
}

/** Runs chunks until none is left. */
function runChunks(pool: usize, scratch: usize): void {
  const job = changetype<Work>(jobOf(pool));
  for (;;) {
    const ticket = atomic.load<i64>(pool + TICKET);
    const chunk = <i32>ticket;
    if (chunk >= atomic.load<i32>(pool + CHUNKS)) return;
    if (atomic.cmpxchg<i64>(pool + TICKET, ticket, ticket + 1) != ticket) continue;
    const count = changetype<Pool>(pool).tilesPerChunk;
    const end = min((chunk + 1) * count, job.tiles);
    for (let index = chunk * count; index < end; index++) runTile(job, index, scratch);
    atomic.add<i32>(pool + FINISHED, 1);
    if (atomic.load<i32>(pool + CALLER_SLEEPS) == 1) atomic.notify(pool + FINISHED, 1);
  }
}

/** Waits until `chunks` are finished. */
function waitForChunks(pool: usize, chunks: i32): void {
  let finished = atomic.load<i32>(pool + FINISHED);
  while (finished < chunks) {
    if (!spinUntilChanged(pool + FINISHED, finished)) {
      atomic.store<i32>(pool + CALLER_SLEEPS, 1);
      atomic.wait<i32>(pool + FINISHED, finished, -1);
      atomic.store<i32>(pool + CALLER_SLEEPS, 0);
    }
    finished = atomic.load<i32>(pool + FINISHED);
  }
}

/** Spins for a while; returns whether the word at `address` changed from `value`. */
function spinUntilChanged(address: usize, value: i32): bool {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(address) != value) return true;
  }
  return false;
}
