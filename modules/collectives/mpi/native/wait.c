/*
 * Messages under way, and waiting for them: tests for a moment, then sleeps between tests, so that a rank that waits
 * leaves its core to kernels. MPI itself would spin.
 */
#include "shim.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct wave waves[WAVES];
_Atomic int given_up;
char failure[512];

static int64_t spin_ns = 2000000;
static const long NAP_NS = 20000, LONG_NAP_NS = 100000;
/* After so long without a message the naps get longer. */
static const int64_t PATIENCE_NS = 5000000;

static _Atomic int *owed; /* receives that are open, by rank */
static int owed_room;
static MPI_Status *statuses;
static int *finished;
static int status_room;

void spin_for(int64_t ns) { spin_ns = ns; }

int64_t clock_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Ends a job with the text of an error. */
int fail(int code, const char *what) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (code != MPI_SUCCESS) MPI_Error_string(code, text, &length);
  snprintf(failure, sizeof failure, "%s%s%.*s", what, length ? ": " : "", length, text);
  return FAILED;
}

/* Sorts an error into a loss, which the group can survive, and all others. */
static int outcome_of(int code, const char *what) {
#if HAS_ULFM
  int class = code;
  MPI_Error_class(code, &class);
  if (class == MPIX_ERR_PROC_FAILED || class == MPIX_ERR_PROC_FAILED_PENDING || class == MPIX_ERR_REVOKED) {
    fail(code, what);
    return LOST;
  }
#endif
  return fail(code, what);
}

static struct wave *room_for_one(int wave) {
  struct wave *w = &waves[wave];
  if (w->count == w->room) {
    w->room = w->room ? w->room * 2 : 16;
    w->requests = realloc(w->requests, sizeof *w->requests * (size_t)w->room);
    w->bytes = realloc(w->bytes, sizeof *w->bytes * (size_t)w->room);
    w->peers = realloc(w->peers, sizeof *w->peers * (size_t)w->room);
  }
  return w;
}

int post_send(int wave, const void *at, int64_t bytes, int peer, int tag) {
  struct wave *w = room_for_one(wave);
  int code = MPI_Isend(at, (int)bytes, MPI_BYTE, peer, tag, group.comm, &w->requests[w->count]);
  if (code != MPI_SUCCESS) return outcome_of(code, "a message could not be sent");
  w->bytes[w->count] = -1, w->peers[w->count++] = peer;
  return DONE;
}

int post_receive(int wave, void *at, int64_t bytes, int peer, int tag) {
  struct wave *w = room_for_one(wave);
  int code = MPI_Irecv(at, (int)bytes, MPI_BYTE, peer, tag, group.comm, &w->requests[w->count]);
  if (code != MPI_SUCCESS) return outcome_of(code, "a message could not be received");
  w->bytes[w->count] = (int)bytes, w->peers[w->count++] = peer;
  if (owed_room < group.size) {
    owed = realloc(owed, sizeof *owed * (size_t)group.size);
    for (; owed_room < group.size; owed_room++) atomic_init(&owed[owed_room], 0);
  }
  atomic_fetch_add(&owed[peer], 1);
  return DONE;
}

bool owes(int rank) { return rank < owed_room && atomic_load(&owed[rank]) > 0; }

/* Whether a finished request brought what it should. */
static int look_at(struct wave *w, int at, MPI_Status *status, bool has_error) {
  const bool receives = w->bytes[at] >= 0;
  if (receives) atomic_fetch_sub(&owed[w->peers[at]], 1);
  if (has_error && status->MPI_ERROR != MPI_SUCCESS) return outcome_of(status->MPI_ERROR, "a message was lost");
  int got = 0;
  if (receives) MPI_Get_count(status, MPI_BYTE, &got);
  if (!receives || got == w->bytes[at]) return DONE;
  snprintf(failure, sizeof failure, "rank %d sent %d bytes instead of %d", w->peers[at], got, w->bytes[at]);
  return FAILED;
}

#if HAS_ULFM
/* How long messages of a revoked group may take to end. */
static const int64_t DRAIN_NS = 2000000000;

static int test_wave(struct wave *w) {
  int open = 0;
  for (int i = 0; i < w->count; i++) {
    int done = 1;
    if (w->requests[i] != MPI_REQUEST_NULL) MPI_Test(&w->requests[i], &done, MPI_STATUS_IGNORE);
    open += !done;
  }
  return open;
}

/* Waits for messages of a group that is revoked. Returns whether all have ended. */
static bool drain(void) {
  const struct timespec t = {0, NAP_NS};
  for (const int64_t until = clock_ns() + DRAIN_NS; clock_ns() < until; nanosleep(&t, NULL)) {
    int open = 0;
    for (int i = 0; i < WAVES; i++) open += test_wave(&waves[i]);
    if (open == 0) return true;
    beat();
  }
  return false;
}
#endif

/* Ends what is under way on all ranks, so that no buffer is written to any more. Returns whether that is so. */
bool end_everywhere(void) {
#if HAS_ULFM
  if (!can_shrink) return false;
  MPIX_Comm_revoke(group.comm);
  const bool ended = drain();
  /* A message that was half sent to a rank that is gone may never end: it keeps its buffers. */
  if (!ended) forget_headers(), forget_slots();
  for (int i = 0; i < WAVES; i++) waves[i].count = 0;
  for (int r = 0; r < owed_room; r++) atomic_store(&owed[r], 0);
  return ended;
#else
  return false;
#endif
}

static int test_some(struct wave *w, int *many) {
  if (status_room < w->count) {
    status_room = w->count;
    statuses = realloc(statuses, sizeof *statuses * (size_t)status_room);
    finished = realloc(finished, sizeof *finished * (size_t)status_room);
  }
  int code = MPI_Testsome(w->count, w->requests, many, finished, statuses);
  if (*many == MPI_UNDEFINED || (code != MPI_SUCCESS && code != MPI_ERR_IN_STATUS)) {
    return code == MPI_SUCCESS ? DONE : outcome_of(code, "waiting failed");
  }
  for (int i = 0; i < *many; i++) {
    int outcome = look_at(w, finished[i], &statuses[i], code == MPI_ERR_IN_STATUS);
    if (outcome != DONE) return outcome;
  }
  return DONE;
}

static void nap(int64_t since) {
  const int64_t waited = clock_ns() - since;
  if (waited < spin_ns) {
    sched_yield();
    return;
  }
  struct timespec t = {0, waited < PATIENCE_NS ? NAP_NS : LONG_NAP_NS};
  nanosleep(&t, NULL);
  beat();
}

/* Waits until all messages of a wave have arrived, or one failed, or JavaScript gave the job up. */
int settle(int wave) {
  struct wave *w = &waves[wave];
  int open = w->count;
  int64_t since = clock_ns();
  while (open > 0) {
    int many = 0;
    int outcome = test_some(w, &many);
    if (outcome != DONE) return outcome;
    if (many == MPI_UNDEFINED) break;
    open -= many;
    if (many > 0) since = clock_ns();
    else nap(since);
    if (atomic_load(&given_up)) return snprintf(failure, sizeof failure, "the wait was given up"), LOST;
  }
  w->count = 0;
  return DONE;
}
