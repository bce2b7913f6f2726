// A thread pool for parallel loops.
#pragma once

#include <cstddef>

namespace tolaria {

/** Work in parts, which any thread can do in any order. */
class Work {
 public:
  virtual void RunPart(size_t part) = 0;

 protected:
  ~Work() = default;
};

/** Number of threads, at least 1. */
size_t Threads();

/**
 * Runs all parts on the calling thread and one thread per other CPU. A second caller runs its parts
 * alone meanwhile; so does a part that starts a loop itself.
 *
 * @param worth Whether the work is worth waking threads, which costs some microseconds.
 */
void RunParts(Work& work, size_t parts, bool worth = true);

/** Calls a function with the index of each part. */
template <typename Function>
void ParallelFor(size_t parts, const Function& function, bool worth = true) {
  struct Parts final : Work {
    explicit Parts(const Function& function) : function(function) {}
    void RunPart(size_t part) override { function(part); }
    const Function& function;
  } work(function);
  RunParts(work, parts, worth);
}

}  // namespace tolaria
