/*
 * Who the ranks are, and how far they have come. Each rank has a line in memory that the ranks of its host share, which
 * its thread of MPI keeps fresh: a line that is stale belongs to a process that is stopped, and one that is behind to
 * a program that hangs.
 */
#include "shim.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int local_size = 1;

/* Longer without a sign of life than a thread that only wants for a core. */
static const int64_t STALE_NS = 2000000000;

struct identity {
  char host[64];
  int64_t pid;
};
static struct identity *identities;
static struct line *lines;
static char *local; /* whether a world rank is of this host, by the lines */

struct line *line_of(int rank) { return &lines[group.world[rank]]; }
const char *host_of(int rank) { return identities[group.world[rank]].host; }
int64_t pid_of(int rank) { return identities[group.world[rank]].pid; }

void say_state(int state) { atomic_store(&lines[world_rank].state, state); }
void say_entered(void) { atomic_fetch_add(&lines[world_rank].entered, 1); }
void beat(void) { atomic_store(&lines[world_rank].beat, clock_ns()); }

/* When a process was started, in ticks: tells it from a later one of the same number. 0 if it is not there, or ended. */
static int64_t born_at(int64_t pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length < 0 ? 0 : length] = 0;
  /* The name, which comes second, may hold spaces; 19 fields follow its end before the time. */
  char *at = strrchr(text, ')');
  if (at && strchr("ZX", at[2])) return 0;
  for (int field = 0; at && field < 20; field++) at = strchr(at + 1, ' ');
  return at ? strtoll(at, NULL, 10) : 0;
}

/* Numbers of processes mean the same only within one name space. */
static int64_t process_space(void) {
  struct stat s;
  return stat("/proc/self/ns/pid", &s) == 0 ? (int64_t)s.st_ino : 0;
}

static void *map_shared(const char *name, size_t bytes, bool create) {
  int file = shm_open(name, O_RDWR | (create ? O_CREAT | O_EXCL : 0), 0600);
  if (file < 0) return NULL;
  void *at = MAP_FAILED;
  if (!create || ftruncate(file, (off_t)bytes) == 0) at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return at == MAP_FAILED ? NULL : at;
}

/* Maps the lines of a host: its first rank makes the memory, all map it, and its name is removed at once. */
static int map_lines(MPI_Comm host, size_t bytes) {
  char name[80];
  int here;
  MPI_Comm_rank(host, &here);
  snprintf(name, sizeof name, "/tolaria-mpi-%d-%ld-%lld", (int)getuid(), (long)getpid(), (long long)clock_ns());
  if (here == 0) lines = map_shared(name, bytes, true);
  int code = MPI_Bcast(name, sizeof name, MPI_CHAR, 0, host);
  if (code != MPI_SUCCESS) return code;
  if (here != 0) lines = map_shared(name, bytes, false);
  int mapped = lines != NULL, all = 0;
  code = MPI_Allreduce(&mapped, &all, 1, MPI_INT, MPI_MIN, host);
  if (here == 0) shm_unlink(name);
  if (code == MPI_SUCCESS && !all) lines = NULL;
  return code;
}

static int find_neighbours(MPI_Comm host) {
  MPI_Group here, world;
  int size, code = MPI_Comm_size(host, &size);
  if (code != MPI_SUCCESS) return code;
  local_size = size;
  MPI_Comm_group(host, &here);
  MPI_Comm_group(MPI_COMM_WORLD, &world);
  for (int r = 0, rank; r < size; r++) {
    code = MPI_Group_translate_ranks(here, 1, &r, world, &rank);
    if (code == MPI_SUCCESS) local[rank] = 1;
  }
  MPI_Group_free(&here);
  MPI_Group_free(&world);
  return code;
}

/* Learns who all ranks are, and shares lines with those of this host. */
int meet(void) {
  struct identity own;
  memset(&own, 0, sizeof own);
  gethostname(own.host, sizeof own.host - 1);
  own.pid = getpid();
  identities = calloc((size_t)world_size, sizeof own);
  local = calloc((size_t)world_size, 1);
  int code = MPI_Allgather(&own, sizeof own, MPI_BYTE, identities, sizeof own, MPI_BYTE, group.comm);
  if (code != MPI_SUCCESS) return code;
  MPI_Comm host;
  code = MPI_Comm_split_type(group.comm, MPI_COMM_TYPE_SHARED, world_rank, MPI_INFO_NULL, &host);
  if (code != MPI_SUCCESS) return code;
  const size_t bytes = sizeof *lines * (size_t)world_size;
  code = map_lines(host, bytes);
  if (code == MPI_SUCCESS && lines) code = find_neighbours(host);
  MPI_Comm_free(&host);
  /* Without shared memory nobody can be looked at, which only makes names less exact. */
  if (!lines) lines = calloc(1, bytes);
  struct line *line = &lines[world_rank];
  atomic_store(&line->step, -1);
  atomic_store(&line->phase, -1);
  atomic_store(&line->born, born_at(own.pid));
  atomic_store(&line->space, process_space());
  beat();
  atomic_store(&line->pid, own.pid);
  return code;
}

static bool is_local(int rank) {
  return local[group.world[rank]] && atomic_load(&line_of(rank)->pid) != 0;
}

/* Whether the process of a rank of this host is gone: known here before MPI says so. */
bool has_ended(int rank) {
  const struct line *line = line_of(rank), *own = &lines[world_rank];
  if (!is_local(rank) || atomic_load(&line->space) != atomic_load(&own->space)) return false;
  return born_at(atomic_load(&line->pid)) != atomic_load(&line->born);
}

/* Whether the rank's program, and not the network, keeps others waiting; of this host only. */
static bool hangs(int rank) {
  const struct line *line = line_of(rank), *own = &lines[world_rank];
  const int64_t state = atomic_load(&line->state);
  if (state == STATE_SHRINKING) return false;
  if (clock_ns() - atomic_load(&line->beat) > STALE_NS) return true;
  /* One that waits in the sum before may wait for a rank that was stopped after it had answered this one. */
  return state != STATE_WAITING && atomic_load(&line->entered) < atomic_load(&own->entered);
}

/* A rank whose message is missing; those that only wait for a neighbour that hangs are left out. */
bool is_late(int rank) {
  if (rank == group.rank || !owes(rank)) return false;
  if (!is_local(rank)) return true;
  if (hangs(rank)) return true;
  for (int r = 0; r < group.size; r++) {
    if (r != group.rank && owes(r) && (!is_local(r) || hangs(r))) return false;
  }
  return true;
}

static void end(int rank, const char *why) {
  const struct line *line = line_of(rank), *own = &lines[world_rank];
  const int64_t pid = atomic_load(&line->pid);
  if (atomic_load(&line->space) != atomic_load(&own->space) || born_at(pid) != atomic_load(&line->born)) return;
  fprintf(stderr, "tolaria: rank %d (pid %ld, step %ld) %s: ending its process\n", rank, (long)pid,
          (long)atomic_load(&line->step), why);
  kill((pid_t)pid, SIGKILL);
}

/* Ends the ranks of this host that keep others waiting, so that MPI knows them as lost. */
void end_late(void) {
  for (int r = 0; r < group.size; r++) {
    if (r != group.rank && owes(r) && is_local(r) && hangs(r)) end(r, "hangs");
  }
}

/* The same for those that do not come to shrink the group. */
void end_absent(void) {
  for (int r = 0; r < group.size; r++) {
    if (r == group.rank || !is_local(r)) continue;
    const struct line *line = line_of(r);
    const bool stale = clock_ns() - atomic_load(&line->beat) > STALE_NS;
    if (atomic_load(&line->state) != STATE_SHRINKING || stale) end(r, "did not come to shrink the group");
  }
}
