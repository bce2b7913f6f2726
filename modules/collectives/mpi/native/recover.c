/* Going on without ranks that are lost, by ULFM, and ending this process where others wait for it in vain. */
#include "shim.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* By ranks of the group: those that are known to be lost; after a shrink, of the group before. */
char *gone;


#if HAS_ULFM
/* Marks those of the ranks `now` that are not in `left`. */
static void note_missing(MPI_Comm left, MPI_Comm now, int size) {
  MPI_Group survivors, members;
  MPI_Comm_group(left, &survivors);
  MPI_Comm_group(now, &members);
  for (int r = 0, there; r < size; r++) {
    MPI_Group_translate_ranks(members, 1, &r, survivors, &there);
    gone[r] = there == MPI_UNDEFINED;
  }
  MPI_Group_free(&survivors);
  MPI_Group_free(&members);
}

static void take_group(MPI_Comm next) {
  const int size = group.size;
  note_missing(next, group.comm, size);
  MPI_Comm_free(&group.comm);
  group.comm = next;
  for (int r = 0, at = 0; r < size; r++) {
    if (!gone[r]) group.world[at++] = group.world[r];
  }
  MPI_Comm_rank(next, &group.rank);
  MPI_Comm_size(next, &group.size);
}

/* Shrinks until all that are left have the same group: another may be lost meanwhile. */
static int shrink_all(void) {
  for (;;) {
    MPI_Comm next;
    int code = MPIX_Comm_shrink(group.comm, &next);
    if (code != MPI_SUCCESS) return fail(code, "the group could not shrink");
    MPI_Comm_set_errhandler(next, MPI_ERRORS_RETURN);
    int all = 1;
    code = MPIX_Comm_agree(next, &all);
    if (code == MPI_SUCCESS) return take_group(next), DONE;
    MPIX_Comm_revoke(next);
    MPI_Comm_free(&next);
  }
}
#endif

#if HAS_ULFM
/* Word of a loss comes from the launcher, and can be later than that of a neighbour. */
static const int64_t WORD_NS = 500000000;

/* Marks the ranks that are known to be lost. Returns how many. */
static int find_lost(void) {
  MPI_Group lost, members;
  int count = 0, known = 0;
  for (int r = 0; r < group.size; r++) gone[r] = has_ended(r);
  if (MPIX_Comm_get_failed(group.comm, &lost) == MPI_SUCCESS) {
    MPI_Comm_group(group.comm, &members);
    MPI_Group_size(lost, &count);
    for (int i = 0, rank; i < count; i++) {
      MPI_Group_translate_ranks(lost, 1, &i, members, &rank);
      if (rank != MPI_UNDEFINED) gone[rank] = 1;
    }
    MPI_Group_free(&lost);
    MPI_Group_free(&members);
  }
  for (int r = 0; r < group.size; r++) known += gone[r];
  return known;
}
#endif

/*
 * Learns who is lost, as far as this rank can know before all have shrunk. A rank that only saw that others ended the
 * group waits a moment for word of whom.
 */
void note_lost(void) {
#if HAS_ULFM
  const int64_t until = clock_ns() + WORD_NS;
  int unused;
  while (find_lost() == 0 && clock_ns() < until && !atomic_load(&given_up)) {
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, group.comm, &unused, MPI_STATUS_IGNORE);
    usleep(500);
  }
#endif
}

int shrink(void) {
#if HAS_ULFM
  if (can_shrink) {
    say_state(STATE_SHRINKING);
    end_everywhere();
    int outcome = shrink_all();
    say_state(STATE_COMPUTING);
    return outcome;
  }
#endif
  return fail(MPI_SUCCESS, "this MPI was not started with ULFM");
}

/* Since when others wait for this rank, and when that was looked at last. */
static int64_t since, looked;

/* Called when a job has ended: whoever waits now waits for the next one. */
void begin_watch(void) { since = 0, looked = clock_ns(); }

/*
 * Called while no job is under way. Others that wait for this rank longer than `hang_ns` will go on without it, and one
 * of another host cannot end it: so it ends itself, and MPI knows it as lost.
 */
void watch_self(int64_t hang_ns) {
  const int64_t now = clock_ns(), gap = now - looked;
  looked = now;
  beat();
  if (!can_shrink || hang_ns <= 0 || group.comm == MPI_COMM_NULL) return;
  int waiting = 0;
  const int code = MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, group.comm, &waiting, MPI_STATUS_IGNORE);
  if (code == MPI_SUCCESS && !waiting) {
    since = 0;
    return;
  }
  if (since == 0) since = now;
  /* The time in which this process was stopped does not count. */
  else if (gap > STALL_NS) since += gap;
  if (now - since < hang_ns) return;
  fprintf(stderr, "tolaria: rank %d (step %ld) kept others waiting for %ld ms: ending this process\n", group.rank,
          (long)atomic_load(&line_of(group.rank)->step), (long)(hang_ns / 1000000));
  kill(getpid(), SIGKILL);
}
