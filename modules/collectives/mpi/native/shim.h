/*
 * What the files of the shim share. One thread makes all calls of MPI; the thread of JavaScript hands it a job and
 * waits with a deadline. What both touch is atomic, or guarded by the lock in thread.c.
 */
#ifndef TOLARIA_MPI_SHIM_H
#define TOLARIA_MPI_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <mpi.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ULFM, the fault tolerance of MPI: part of Open MPI since 5.0. */
#if defined(OPEN_MPI) && OMPI_MAJOR_VERSION >= 5
#include <mpi-ext.h>
#define HAS_ULFM 1
#else
#define HAS_ULFM 0
#endif

/* Jobs; the same numbers as in shim.ts. */
enum { JOB_START = 1, JOB_SUM, JOB_AGREE, JOB_ANNOUNCE, JOB_BROADCAST, JOB_LEAVE, JOB_SHRINK, JOB_STOP };

/* How a job ended; the same numbers as in shim.ts. */
enum { DONE, LATE, LOST, UNEQUAL, MISMATCH, FAILED };

/* What a rank does, as its line says. */
enum { STATE_COMPUTING, STATE_WAITING, STATE_SHRINKING, STATE_LEFT };

/* Tags of messages. Those of one pair of ranks and one tag keep their order. */
enum { TAG_HEADER = 1, TAG_PIECE, TAG_RESULT, TAG_BYTES };

/* Everything about a job. */
struct job {
  int kind;
  void *at;          /* numbers, votes or bytes */
  int64_t count;     /* of them */
  int64_t argument;  /* numbers at the front of a sum that are not rounded; root of a broadcast */
};

/* Line of a rank in memory that the ranks of a host share: one cache line. */
struct line {
  _Atomic int64_t pid, born, space, entered, state, step, phase, beat;
};

/* The group as it is now. Ranks of the group are those of `comm`; those of the start are called world ranks. */
extern struct group {
  MPI_Comm comm;
  int rank, size;
  int *world; /* world rank of each rank */
} group;
extern int world_rank, world_size;

/* wait.c: messages under way, and waiting for them. */
struct wave {
  MPI_Request *requests;
  int *bytes; /* expected by a receive; -1 of a send */
  int *peers;
  int count, room;
};
enum { WAVE_HEADER, WAVE_PIECES, WAVE_RESULTS = WAVE_PIECES + 2, WAVE_BYTES = WAVE_RESULTS + 2, WAVES };
extern struct wave waves[WAVES];
int post_send(int wave, const void *at, int64_t bytes, int peer, int tag);
int post_receive(int wave, void *at, int64_t bytes, int peer, int tag);
int settle(int wave);
int fail(int code, const char *what);
bool end_everywhere(void);
bool owes(int rank);
void spin_for(int64_t ns);
int64_t clock_ns(void);
/* A thread that was due so long ago was stopped with its process, as by docker pause or scontrol suspend. */
static const int64_t STALL_NS = 1000000000;
extern _Atomic int given_up;
extern char failure[512];

/* header.c: who has come, and with what. */
int enter(const struct job *job);
int64_t count_of(int rank);
int64_t *votes_of(int rank);
void forget_headers(void);
enum { INLINE_VOTES = 24 };

/* sum.c, share.c */
int sum(const struct job *job);
void forget_slots(void);
int agree(const struct job *job);
int share_bytes(const struct job *job);
void add_tree(float *pieces, int64_t length, int low, int high);
extern int64_t bucket_numbers;
extern int narrow_wire;

/* wire.c */
void narrow(const float *from, uint16_t *to, int64_t count);
void widen(const uint16_t *from, float *to, int64_t count);

/* members.c */
int meet(void);
void say_state(int state);
void say_entered(void);
void beat(void);
struct line *line_of(int rank);
bool is_late(int rank);
bool has_ended(int rank);
void end_late(void);
void end_absent(void);
const char *host_of(int rank);
int64_t pid_of(int rank);
extern int local_size;

/* lifetime.c, recover.c */
int start(void);
int stop(void);
int shrink(void);
void note_lost(void);
void begin_watch(void);
void watch_self(int64_t hang_ns);
extern int thread_level;
extern bool can_shrink;
extern char *gone;

#endif
