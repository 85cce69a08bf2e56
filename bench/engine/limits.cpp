// What this machine can do at most: reads from memory, and products of 8-bit numbers.
//
// Prints one JSON object: {"level": name, "bandwidth": [GB/s with 1 thread, ... with all],
// "int8": [GOP/s with 1 thread, ... with all]}; an operation is one multiplication or one addition.
// The instructions are chosen at run time. Best of several runs: a limit is not an average.

#include <immintrin.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

namespace {

constexpr size_t WINDOW_BYTES = size_t{64} << 20;  // of one run, which reads another each time
constexpr size_t WINDOWS = 8;                      // together far beyond any cache
constexpr size_t STREAMS = 4;                      // places of a thread that are read at once
constexpr size_t AHEAD_BYTES = 2048;               // prefetched
constexpr long STEPS = 400'000;
constexpr int SUMS = 12;   // independent sums, so that latency hides
constexpr int RUNS = 200;  // short ones, so that some are not interrupted

std::atomic<uint64_t> sink;  // results go here, so that no loop is optimised away

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// From the first thread's start to the last one's end; the threads' creation is not counted.
double seconds_of(int threads, const std::function<void(int)>& work) {
    std::atomic<int> ready{0};
    std::vector<double> started(threads), ended(threads);
    std::vector<std::thread> pool;
    auto run = [&](int index) {
        for (++ready; ready < threads;) std::this_thread::yield();
        started[index] = now();
        work(index);
        ended[index] = now();
    };
    for (int index = 1; index < threads; ++index) pool.emplace_back(run, index);
    run(0);
    for (auto& thread : pool) thread.join();
    return *std::max_element(ended.begin(), ended.end()) -
           *std::min_element(started.begin(), started.end());
}

template <typename Work>
double best_rate(int threads, double amount, Work work) {
    double best = 0;
    for (int run = 0; run < RUNS; ++run) {
        auto of_thread = [&](int index) { work(run, index); };
        best = std::max(best, amount / seconds_of(threads, of_thread));
    }
    return best / 1e9;
}

__attribute__((target("avx2"))) void read_all(const char* start, size_t bytes) {
    const size_t part = bytes / STREAMS;
    __m256i sums[STREAMS] = {};
    uint64_t total = 0;
    for (size_t place = 0; place < part; place += 64) {
#pragma GCC unroll 4
        for (size_t stream = 0; stream < STREAMS; ++stream) {
            const char* at = start + stream * part + place;
            _mm_prefetch(at + AHEAD_BYTES, _MM_HINT_T0);
            auto* words = reinterpret_cast<const __m256i*>(at);
            __m256i both = _mm256_xor_si256(_mm256_load_si256(words), _mm256_load_si256(words + 1));
            sums[stream] = _mm256_xor_si256(sums[stream], both);
        }
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < STREAMS; ++i) total += _mm_cvtsi128_si32(_mm256_castsi256_si128(sums[i]));
    sink += total;
}

// The three kernels differ in their instruction only: SUMS products of whole registers a step.
__attribute__((target("avx512f,avx512bw,avx512vnni"))) void multiply_avx512vnni() {
    __m512i sums[SUMS] = {}, left = _mm512_set1_epi8(1), right = _mm512_set1_epi8(2);
    for (long step = 0; step < STEPS; ++step) {
#pragma GCC unroll 12
        for (int i = 0; i < SUMS; ++i) {
            sums[i] = _mm512_dpbusd_epi32(sums[i], left, right);
            asm volatile("" : "+v"(sums[i]));
        }
    }
    uint64_t total = 0;
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; ++i) total += _mm_cvtsi128_si32(_mm512_castsi512_si128(sums[i]));
    sink += total;
}

__attribute__((target("avx2,avxvnni"))) void multiply_avxvnni() {
    __m256i sums[SUMS] = {}, left = _mm256_set1_epi8(1), right = _mm256_set1_epi8(2);
    for (long step = 0; step < STEPS; ++step) {
#pragma GCC unroll 12
        for (int i = 0; i < SUMS; ++i) {
            sums[i] = _mm256_dpbusd_avx_epi32(sums[i], left, right);
            asm volatile("" : "+x"(sums[i]));
        }
    }
    uint64_t total = 0;
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; ++i) total += _mm_cvtsi128_si32(_mm256_castsi256_si128(sums[i]));
    sink += total;
}

__attribute__((target("avx2"))) void multiply_avx2() {
    __m256i sums[SUMS] = {}, left = _mm256_set1_epi8(1), right = _mm256_set1_epi8(2);
    __m256i ones = _mm256_set1_epi16(1);
    for (long step = 0; step < STEPS; ++step) {
#pragma GCC unroll 12
        for (int i = 0; i < SUMS; ++i) {
            asm volatile("" : "+x"(left));
            __m256i pairs = _mm256_maddubs_epi16(left, right);
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
            asm volatile("" : "+x"(sums[i]));
        }
    }
    uint64_t total = 0;
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; ++i) total += _mm_cvtsi128_si32(_mm256_castsi256_si128(sums[i]));
    sink += total;
}

struct Level {
    const char* name;
    void (*multiply)();
    int register_bytes;
};

Level best_level() {
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw"))
        return {"avx512vnni", multiply_avx512vnni, 64};
    if (__builtin_cpu_supports("avxvnni")) return {"avxvnni", multiply_avxvnni, 32};
    return {"avx2", multiply_avx2, 32};
}

void print_list(const char* name, const std::vector<double>& values) {
    std::printf("\"%s\": [", name);
    for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.2f", i ? ", " : "", values[i]);
    std::printf("]");
}

}  // namespace

int main() {
    if (!__builtin_cpu_supports("avx2")) {
        std::fprintf(stderr, "This processor has no AVX2; its limits cannot be measured here.\n");
        return 2;
    }
    const size_t array_bytes = WINDOW_BYTES * WINDOWS;
    auto* array = static_cast<char*>(std::aligned_alloc(size_t{2} << 20, array_bytes + 4096));
    if (array == nullptr) return 1;
    madvise(array, array_bytes, MADV_HUGEPAGE);
    for (size_t place = 0; place < array_bytes; place += 64) array[place] = 1;

    const Level level = best_level();
    const double operations = double(STEPS) * SUMS * level.register_bytes * 2;
    const int most = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::vector<double> bandwidth, int8;
    for (int threads = 1; threads <= most; ++threads) {
        const size_t part = WINDOW_BYTES / threads / 4096 * 4096;
        auto read = [&](int run, int index) {
            read_all(array + run % WINDOWS * WINDOW_BYTES + index * part, part);
        };
        auto multiply = [&](int, int) { level.multiply(); };
        bandwidth.push_back(best_rate(threads, double(part) * threads, read));
        int8.push_back(best_rate(threads, operations * threads, multiply));
    }
    std::printf("{\"level\": \"%s\", ", level.name);
    print_list("bandwidth", bandwidth);
    std::printf(", ");
    print_list("int8", int8);
    std::printf("}\n");
    return 0;
}
