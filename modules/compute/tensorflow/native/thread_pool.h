// Threads that share out a loop.
#pragma once

#include <cstddef>

namespace tolaria {

/** Work that is cut into parts; each can be done by any thread, and in any order. */
class Work {
 public:
  virtual void RunPart(size_t part) = 0;

 protected:
  ~Work() = default;
};

/** How many threads share out a loop; at least 1. */
size_t Threads();

/**
 * Does all parts, on the calling thread and one for each other processor. While one caller has the threads, another
 * does its parts alone; so does a part that shares out its own.
 *
 * @param worth Whether the work is worth more than one thread, which cost some microseconds to call.
 */
void RunParts(Work& work, size_t parts, bool worth = true);

/** The same for a function of the part's number. */
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
