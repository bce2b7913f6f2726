/*
 * The face to JavaScript. A job is handed over, and waited for with a deadline; a thread of its own makes all calls of
 * MPI, so a rank that hangs holds no event loop for longer than that.
 */
#include "shim.h"
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

/* Numbers that can be asked for; the same as in shim.ts. */
enum { ASK_RANK, ASK_SIZE, ASK_LOCAL_SIZE, ASK_LEVEL, ASK_ULFM, ASK_COUNT, ASK_PID, ASK_STEP, ASK_PHASE, ASK_LATE, ASK_GONE };
/* Texts that can be asked for. */
enum { TEXT_FAILURE, TEXT_LIBRARY, TEXT_HOST };
/* Settings. */
enum { SET_NARROW, SET_BUCKET };

#define EXPORT __attribute__((visibility("default")))

static pthread_t thread;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static struct job job;
static bool busy, started, running;
static int result;
static int64_t hang_ns;

/* How long JavaScript's thread waits at once, so that it notices when its process was stopped meanwhile. */
static const int64_t SLICE_NS = 100000000;

/* Between two looks of a thread without a job. */
static const int64_t IDLE_NS = 100000000;

static struct timespec after_ns(int64_t ns) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  ns += t.tv_nsec;
  t.tv_sec += ns / 1000000000, t.tv_nsec = ns % 1000000000;
  return t;
}

static int run_job(void) {
  switch (job.kind) {
    case JOB_START: return start();
    case JOB_SUM: return sum(&job);
    case JOB_AGREE: return agree(&job);
    case JOB_ANNOUNCE:
    case JOB_LEAVE: return enter(&job);
    case JOB_BROADCAST: return share_bytes(&job);
    case JOB_SHRINK: return shrink();
    case JOB_STOP: return stop();
    default: return fail(MPI_SUCCESS, "there is no such job");
  }
}

static bool moves_data(void) { return job.kind >= JOB_SUM && job.kind <= JOB_LEAVE; }

/* Runs the job; one that failed is ended on all ranks, so that none waits for another. */
static int run(void) {
  if (moves_data()) say_state(STATE_WAITING);
  int outcome = run_job();
  if (moves_data()) {
    if (outcome == LOST) note_lost();
    if (outcome == LOST || outcome == FAILED) end_everywhere();
    say_state(STATE_COMPUTING);
  }
  return outcome;
}

static void wait_for_job(void) {
  begin_watch();
  pthread_mutex_lock(&lock);
  while (!busy) {
    const struct timespec until = after_ns(IDLE_NS);
    if (pthread_cond_timedwait(&changed, &lock, &until) != ETIMEDOUT || busy || !started) continue;
    pthread_mutex_unlock(&lock);
    watch_self(hang_ns);
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
}

static void *serve(void *unused) {
  (void)unused;
  prctl(PR_SET_NAME, "tolaria-mpi");
  prctl(PR_SET_TIMERSLACK, 1000);
  /* Denormal numbers are added as they are, whatever the runtime's threads do. */
  fesetenv(FE_DFL_ENV);
  for (;;) {
    wait_for_job();
    const bool last = job.kind == JOB_STOP;
    const int outcome = run();
    pthread_mutex_lock(&lock);
    if (job.kind == JOB_START && outcome == DONE) started = true;
    result = outcome, busy = false;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    if (last) return NULL;
  }
}

/* Signals are the business of the runtime's threads: this one, and those that MPI starts, block them all. */
static int start_thread(void) {
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&changed, &clock);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const int code = pthread_create(&thread, NULL, serve, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  running = code == 0;
  return code;
}

/* Hands a job over. Returns false while the one before is under way. `deadline_ms`: after it, others give this rank up. */
EXPORT int tolaria_mpi_begin(int kind, void *at, int64_t count, int64_t argument, double deadline_ms) {
  if (kind == JOB_START && !running && start_thread() != 0) return 0;
  pthread_mutex_lock(&lock);
  const bool free = !busy && running;
  if (free) {
    job = (struct job){kind, at, count, argument};
    hang_ns = (int64_t)(deadline_ms * 1e6);
    atomic_store(&given_up, 0);
    busy = true;
    pthread_cond_broadcast(&changed);
  }
  pthread_mutex_unlock(&lock);
  return free;
}

/* Waits for the job at most so long; of a time in which this process was stopped, nobody is to blame. The lock is held. */
static void wait_for_end(int64_t left_ns) {
  while (busy && left_ns > 0) {
    const int64_t from = clock_ns(), slice = left_ns < SLICE_NS ? left_ns : SLICE_NS;
    const struct timespec until = after_ns(slice);
    while (busy && pthread_cond_timedwait(&changed, &lock, &until) == 0) {}
    const int64_t took = clock_ns() - from;
    left_ns -= took - slice > STALL_NS ? slice : took;
  }
}

/* Waits for the job at most so long. Returns its outcome, or LATE. */
EXPORT int tolaria_mpi_wait(double ms) {
  pthread_mutex_lock(&lock);
  wait_for_end((int64_t)(ms * 1e6));
  const int outcome = busy ? LATE : result;
  const bool over = !busy && running && job.kind == JOB_STOP;
  pthread_mutex_unlock(&lock);
  /* A runtime may unload this library as soon as the program ends. */
  if (over) pthread_join(thread, NULL), running = started = false;
  return outcome;
}

/* Gives up the job that is under way, and ends the ranks of this host that it waits for. */
EXPORT void tolaria_mpi_give_up(void) {
  end_late();
  atomic_store(&given_up, 1);
}

/* Ends the ranks of this host that do not come to shrink the group. */
EXPORT void tolaria_mpi_end_absent(void) { end_absent(); }

EXPORT void tolaria_mpi_report(double step, double phase) {
  atomic_store(&line_of(group.rank)->step, (int64_t)step);
  atomic_store(&line_of(group.rank)->phase, (int64_t)phase);
}

EXPORT void tolaria_mpi_set(int setting, double value) {
  if (setting == SET_NARROW) narrow_wire = value != 0;
  if (setting == SET_BUCKET) bucket_numbers = (int64_t)value;
}

EXPORT double tolaria_mpi_number(int what, int rank) {
  switch (what) {
    case ASK_RANK: return group.rank;
    case ASK_SIZE: return group.size;
    case ASK_LOCAL_SIZE: return local_size;
    case ASK_LEVEL: return thread_level;
    case ASK_ULFM: return HAS_ULFM + can_shrink;
    case ASK_COUNT: return (double)count_of(rank);
    case ASK_PID: return (double)pid_of(rank);
    case ASK_STEP: return (double)atomic_load(&line_of(rank)->step);
    case ASK_PHASE: return (double)atomic_load(&line_of(rank)->phase);
    case ASK_LATE: return is_late(rank);
    case ASK_GONE: return gone[rank];
    default: return -1;
  }
}

/* Copies a text, with its closing zero. */
EXPORT void tolaria_mpi_text(int what, int rank, char *at, int room) {
  char library[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  if (what == TEXT_LIBRARY) MPI_Get_library_version(library, &length);
  const char *texts[] = {failure, library, what == TEXT_HOST ? host_of(rank) : ""};
  snprintf(at, (size_t)room, "%s", texts[what]);
}
