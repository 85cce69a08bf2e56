// The functions that Python calls. Sizes and indices are checked there.
#include <new>

#include "forward.hpp"

namespace {

using namespace agon;

// One network on one cache: Forward, whatever its head size and cache format.
struct Session {
    virtual ~Session() = default;
    virtual void run(const Step& step) = 0;
    virtual void attend(const Step& step, int layer, const float* queries, float* results) = 0;
    virtual const ErrorLog& errors() const = 0;
};

template <int DIM, int BITS>
struct SessionOf final : Session {
    Network network;
    Cache cache;
    HashMaps maps;
    Forward<DIM, BITS> forward;

    SessionOf(const Network& n, const Cache& c, const HashMaps* m, Pool& pool)
        : network(n),
          cache(c),
          maps(m ? *m : HashMaps{}),
          forward(network, cache, m ? &maps : nullptr, pool) {}
    void run(const Step& step) override { forward.run(step); }
    void attend(const Step& step, int layer, const float* queries, float* results) override {
        forward.attend_only(step, layer, queries, results);
    }
    const ErrorLog& errors() const override { return forward.errors(); }
};

}  // namespace

extern "C" {

Pool* agon_pool_new(int num_threads) { return new Pool(num_threads); }
void agon_pool_free(Pool* pool) { delete pool; }

size_t agon_matrix_bytes(int bits, int num_outputs, int num_inputs) {
    return Matrix{bits, num_outputs, num_inputs, nullptr, nullptr}.tile_bytes() *
           (num_outputs / LANES);
}
void agon_pack_8(const int8_t* codes, int num_outputs, int num_inputs, uint8_t* data) {
    pack_8(codes, num_outputs, num_inputs, data);
}
void agon_pack_4(const uint8_t* codes, const uint16_t* scales, const uint16_t* minimums,
                 int num_outputs, int num_inputs, uint8_t* data) {
    pack_4(codes, scales, minimums, num_outputs, num_inputs, data);
}

// Null for a head size or a cache that these kernels do not know.
Session* agon_session_new(const Network* network, const Cache* cache, const HashMaps* maps,
                          Pool* pool) {
    const int dim = network->shape.head_dim, bits = cache->bits;
    if (dim == 64 && bits == 16) return new SessionOf<64, 16>(*network, *cache, maps, *pool);
    if (dim == 64 && bits == 8) return new SessionOf<64, 8>(*network, *cache, maps, *pool);
    if (dim == 128 && bits == 16) return new SessionOf<128, 16>(*network, *cache, maps, *pool);
    if (dim == 128 && bits == 8) return new SessionOf<128, 8>(*network, *cache, maps, *pool);
    return nullptr;
}
void agon_session_free(Session* session) { delete session; }
void agon_errors(const Session* session, ErrorLog* log) { *log = session->errors(); }
void agon_run(Session* session, const Step* step) { session->run(*step); }
void agon_attend(Session* session, const Step* step, int layer, const float* queries,
                 float* results) {
    session->attend(*step, layer, queries, results);
}

// rows [num_rows, num_inputs] times a matrix, for tests and measurements.
void agon_multiply(const Matrix* matrix, const float* values, int num_rows, float* results,
                   Pool* pool) {
    RowsBuffer buffer;
    const Rows& rows = buffer.at_least(num_rows, matrix->num_inputs);
    for (int r = 0; r < num_rows; r++) quantise_row(rows, r, values + size_t(r) * rows.num_inputs);
    auto work = [&](int pair, int) {
        multiply_tile_pair(*matrix, 2 * pair, rows, 0, num_rows,
                           [&](int row, int tile, const Floats(&two)[2]) {
                               float* to = results + size_t(row) * matrix->num_outputs + tile * LANES;
                               store(to, two[0]);
                               store(to + LANES, two[1]);
                           });
    };
    pool->run(matrix->num_tiles() / 2, work);
}

}  // extern "C"
