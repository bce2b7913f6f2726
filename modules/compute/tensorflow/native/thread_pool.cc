#include "thread_pool.h"

#include <pthread.h>
#include <sched.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>

namespace tolaria {

namespace {

/**
 * Flushes subnormals to 0 while it lives: arithmetic on them takes a hundred times as long, and the
 * moments of dead units become subnormal.
 */
class FlushTiny {
 public:
#if defined(__x86_64__)
  FlushTiny() : before_(_mm_getcsr()) { _mm_setcsr(before_ | kFlushInputs | kFlushOutputs); }
  ~FlushTiny() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned kFlushInputs = 0x40;
  static constexpr unsigned kFlushOutputs = 0x8000;
  const unsigned before_;
#endif
};

using Clock = std::chrono::steady_clock;

/**
 * How long a thread spins for the next round before it sleeps: the products of a step follow each
 * other closely.
 */
constexpr auto kSpinTime = std::chrono::microseconds(60);

/** Spins between two readings of the clock. */
constexpr int kSpinsPerClock = 64;

inline void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/** Spins until `done`. Returns whether that was within the time. */
template <typename Done>
bool SpinUntil(const Done& done, Clock::duration time) {
  const auto end = Clock::now() + time;
  do {
    for (int look = 0; look < kSpinsPerClock; look++) {
      if (done()) return true;
      Pause();
    }
  } while (Clock::now() < end);
  return false;
}

/**
 * Round, number of parts and next part in one number, so that nobody takes a part of another round.
 */
struct Ticket {
  static constexpr int kBits = 20;
  static constexpr uint64_t kMask = (uint64_t{1} << kBits) - 1;
  static constexpr uint64_t kRound = uint64_t{1} << 2 * kBits;

  uint64_t value;

  uint64_t next() const { return value & kMask; }
  uint64_t parts() const { return value >> kBits & kMask; }
  uint64_t round() const { return value / kRound; }
};

class ThreadPool {
 public:
  /** Never destroyed: the threads run until the process ends. */
  static ThreadPool& Get() {
    static ThreadPool* const pool = new ThreadPool();
    return *pool;
  }

  size_t threads() const { return workers_ + 1; }

  /** @return Whether the work was done; false while another caller has the threads. */
  bool Run(Work& work, size_t parts) {
    if (workers_ == 0 || busy_.exchange(true, std::memory_order_acquire)) return false;
    work_ = &work;
    done_.store(0, std::memory_order_relaxed);
    round_ = (round_ + 1) % (UINT64_MAX / Ticket::kRound);
    ticket_.store(round_ * Ticket::kRound | parts << Ticket::kBits, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) > 0) {
      const std::lock_guard<std::mutex> lock(mutex_);
      wake_.notify_all();
    }
    TakeParts();
    const auto all = [&] { return done_.load(std::memory_order_acquire) == parts; };
    // The thread with the last part may need this processor.
    while (!SpinUntil(all, kSpinTime)) sched_yield();
    busy_.store(false, std::memory_order_release);
    return true;
  }

 private:
  ThreadPool() {
    // Signals must not be handled on these threads.
    sigset_t signals, before;
    sigfillset(&signals);
    pthread_sigmask(SIG_SETMASK, &signals, &before);
    try {
      for (const size_t others = Processors() - 1; workers_ < others; workers_++) {
        std::thread([this] { Serve(); }).detach();
      }
    } catch (const std::system_error&) {
      // Continue with the threads that were created.
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  /** CPUs that this process may use, or fewer if TensorFlow is limited to them. */
  static size_t Processors() {
    cpu_set_t set;
    const int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    const char* const given = std::getenv("TF_NUM_INTRAOP_THREADS");
    const int most = given == nullptr ? 0 : std::atoi(given);
    return std::max(1, most > 0 ? std::min(count, most) : count);
  }

  void TakeParts() {
    for (;;) {
      const Ticket ticket{ticket_.fetch_add(1, std::memory_order_acq_rel)};
      if (ticket.next() >= ticket.parts()) return;
      work_->RunPart(ticket.next());
      done_.fetch_add(1, std::memory_order_release);
    }
  }

  void Serve() {
    const FlushTiny flush;
    for (uint64_t seen = 0;;) {
      const auto round = [&] { return Ticket{ticket_.load(std::memory_order_seq_cst)}.round(); };
      const auto another = [&] { return round() != seen; };
      if (!SpinUntil(another, kSpinTime)) {
        std::unique_lock<std::mutex> lock(mutex_);
        sleepers_.fetch_add(1, std::memory_order_seq_cst);
        wake_.wait(lock, another);
        sleepers_.fetch_sub(1, std::memory_order_seq_cst);
      }
      seen = round();
      TakeParts();
    }
  }

  size_t workers_ = 0;
  uint64_t round_ = 0;
  Work* work_ = nullptr;
  std::atomic<bool> busy_{false};
  std::atomic<uint64_t> ticket_{0};
  std::atomic<size_t> done_{0};
  std::atomic<size_t> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace

size_t Threads() { return ThreadPool::Get().threads(); }

void RunParts(Work& work, size_t parts, bool worth) {
  const FlushTiny flush;
  if (worth && parts > 1 && parts < Ticket::kMask / 2 && ThreadPool::Get().Run(work, parts)) return;
  for (size_t part = 0; part < parts; part++) work.RunPart(part);
}

}  // namespace tolaria
