// A pool that hands out numbered chunks of work; the caller works too.
//
// Waiting is passive: a worker that finds nothing spins for some microseconds, because the next
// stage of a layer comes that soon, and then sleeps in the kernel. When the others do not keep up
// (another process has their core) the caller goes on alone for a while.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <immintrin.h>

namespace agon {

class Pool {
public:
    using Work = void (*)(void* context, int chunk, int thread);

    explicit Pool(int num_threads) : num_threads_(num_threads < 1 ? 1 : num_threads) {
        for (int i = 1; i < num_threads_; i++) workers_.emplace_back([this, i] { serve(i); });
    }
    ~Pool() {
        stopping_.store(true);
        publish(nullptr, nullptr, 0);
        for (auto& worker : workers_) worker.join();
    }
    Pool(const Pool&) = delete;

    int num_threads() const { return num_threads_; }

    // Calls work(chunk, thread) for each chunk once, on any thread; returns when all are done.
    template <class F>
    void run(int num_chunks, F& work) {
        auto call = [](void* context, int chunk, int thread) {
            (*static_cast<F*>(context))(chunk, thread);
        };
        if (num_threads_ == 1 || num_chunks <= 1 || is_alone()) {
            for (int chunk = 0; chunk < num_chunks; chunk++) work(chunk, 0);
            return;
        }
        done_.store(0, std::memory_order_relaxed);
        publish(call, &work, num_chunks);
        const int64_t started = now_ns();
        take_chunks(0);
        wait_for(num_chunks, now_ns() - started);
    }

private:
    // One word says it all, so that nobody mixes two jobs: generation, number of chunks, next chunk.
    static constexpr int COUNT_BITS = 24;
    static constexpr uint64_t COUNT_MASK = (1u << COUNT_BITS) - 1;
    static constexpr int SPINS = 1500;           // about 20 microseconds
    static constexpr int64_t LATE_NS = 300'000;
    static constexpr int64_t LEAST_ALONE_NS = 5'000'000, MOST_ALONE_NS = 400'000'000;

    void publish(Work work, void* context, int num_chunks) {
        work_ = work;
        context_ = context;
        uint64_t generation = (ticket_.load(std::memory_order_relaxed) >> (2 * COUNT_BITS)) + 1;
        ticket_.store(generation << (2 * COUNT_BITS) | uint64_t(num_chunks) << COUNT_BITS);
        bell_.fetch_add(1);
        if (num_sleeping_.load() > 0) futex(&bell_, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr);
    }

    void take_chunks(int thread) {
        for (;;) {
            uint64_t ticket = ticket_.fetch_add(1);
            int chunk = int(ticket & COUNT_MASK);
            int num_chunks = int(ticket >> COUNT_BITS & COUNT_MASK);
            if (chunk >= num_chunks) return;
            work_(context_, chunk, thread);
            if (done_.fetch_add(1) + 1 == num_chunks && caller_sleeps_.load())
                futex(&done_, FUTEX_WAKE_PRIVATE, 1, nullptr);
        }
    }

    // A worker that needs much longer for its last chunk than the caller worked has lost its core.
    void wait_for(int num_chunks, int64_t worked_ns) {
        for (int i = 0; i < SPINS; i++) {
            if (done_.load(std::memory_order_acquire) == num_chunks) return;
            _mm_pause();
        }
        int64_t started = now_ns();
        caller_sleeps_.store(true);
        for (int done; (done = done_.load()) != num_chunks;)
            futex(&done_, FUTEX_WAIT_PRIVATE, done, nullptr);
        caller_sleeps_.store(false);
        int64_t now = now_ns();
        if (now - started > LATE_NS + worked_ns) {
            bool again = now - alone_until_ns_ < 2 * alone_ns_;
            alone_ns_ = again ? (alone_ns_ * 2 < MOST_ALONE_NS ? alone_ns_ * 2 : MOST_ALONE_NS)
                              : LEAST_ALONE_NS;
            alone_until_ns_ = now + alone_ns_;
        }
    }

    bool is_alone() { return alone_until_ns_ != 0 && now_ns() < alone_until_ns_; }

    void serve(int thread) {
        int32_t seen = 0;
        while (!stopping_.load(std::memory_order_relaxed)) {
            int32_t bell = bell_.load(std::memory_order_acquire);
            if (bell != seen) {
                seen = bell;
                take_chunks(thread);
                continue;
            }
            bool rang = false;
            for (int i = 0; i < SPINS && !rang; i++) {
                _mm_pause();
                rang = bell_.load(std::memory_order_relaxed) != seen;
            }
            if (rang) continue;
            num_sleeping_.fetch_add(1);
            futex(&bell_, FUTEX_WAIT_PRIVATE, seen, nullptr);
            num_sleeping_.fetch_sub(1);
        }
    }

    static int64_t now_ns() {
        timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return int64_t(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
    }
    static void futex(std::atomic<int32_t>* word, int operation, int value, const timespec* limit) {
        syscall(SYS_futex, reinterpret_cast<int32_t*>(word), operation, value, limit, nullptr, 0);
    }

    const int num_threads_;
    std::vector<std::thread> workers_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> caller_sleeps_{false};
    alignas(64) std::atomic<uint64_t> ticket_{0};
    alignas(64) std::atomic<int32_t> done_{0};
    alignas(64) std::atomic<int32_t> bell_{0};
    std::atomic<int32_t> num_sleeping_{0};
    Work work_ = nullptr;
    void* context_ = nullptr;
    int64_t alone_ns_ = LEAST_ALONE_NS;
    int64_t alone_until_ns_ = 0;
};

}  // namespace agon
