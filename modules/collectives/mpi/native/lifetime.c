/* The beginning and the end of MPI in this process. */
#include "shim.h"
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct group group = {.comm = MPI_COMM_NULL, .rank = -1};
int world_rank = -1, world_size, thread_level = -1;
bool can_shrink;

enum { SIGNALS = 32 };
static struct sigaction before[SIGNALS];

static void remember_signals(void) {
  for (int s = 1; s < SIGNALS; s++) sigaction(s, NULL, &before[s]);
}

/* MPIs take signals (HUP, ABRT, FPE, USR1) that are the runtime's and its program's own. */
static void restore_signals(void) {
  for (int s = 1; s < SIGNALS; s++) {
    struct sigaction now;
    if (s == SIGKILL || s == SIGSTOP || sigaction(s, NULL, &now) != 0) continue;
    if (now.sa_handler != before[s].sa_handler) sigaction(s, &before[s], NULL);
  }
}

static bool fault_tolerance_is_on(void) {
#if HAS_ULFM && defined(MPIX_FT)
  int *value = NULL, found = 0;
  if (MPI_Comm_get_attr(MPI_COMM_WORLD, MPIX_FT, &value, &found) != MPI_SUCCESS) return false;
  return found && value && *value;
#else
  return false;
#endif
}

static int join_world(void) {
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  int code = MPI_Comm_dup(MPI_COMM_WORLD, &group.comm);
  if (code != MPI_SUCCESS) return code;
  MPI_Comm_set_errhandler(group.comm, MPI_ERRORS_RETURN);
  MPI_Comm_rank(group.comm, &world_rank);
  MPI_Comm_size(group.comm, &world_size);
  group.rank = world_rank, group.size = world_size;
  group.world = malloc(sizeof *group.world * (size_t)world_size);
  for (int r = 0; r < world_size; r++) group.world[r] = r;
  gone = calloc((size_t)world_size, 1);
  can_shrink = fault_tolerance_is_on();
  return meet();
}

int start(void) {
  remember_signals();
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &thread_level);
  restore_signals();
  if (code == MPI_SUCCESS) code = join_world();
  if (code != MPI_SUCCESS) return fail(code, "MPI could not start");
  /* With more ranks than cores, one that spins holds another up. */
  if (local_size > sysconf(_SC_NPROCESSORS_ONLN)) spin_for(0);
  return DONE;
}

int stop(void) {
  int code = MPI_Finalize();
  if (code != MPI_SUCCESS) return fail(code, "MPI could not end");
  say_state(STATE_LEFT);
  return DONE;
}
