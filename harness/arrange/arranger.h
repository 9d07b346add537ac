/**
 * The inside of an arranger, for harness/arrange*.c, ask.c, needs.c, undo.c, observe*.c, probe*.c and sweep.c only.
 */
#ifndef RMS_HARNESS_ARRANGE_ARRANGER_H
#define RMS_HARNESS_ARRANGE_ARRANGER_H

#include "harness/arrange/arrange.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/** What the probe found out about an action. */
typedef enum rms_offer { RMS_OFFER_UNKNOWN, RMS_OFFER_YES, RMS_OFFER_NO } rms_offer;

struct rms_undo;

struct rms_arranger {
    rms_arrange_options options; /* texts are in the arena */
    rms_exchanger *exchanger;
    rms_arena *arena; /* for what is made before and by the probe; nobody else allocates in it */
    char letters[48]; /* letters and digits of the prefix, for made-up ids */
    char noise[33];   /* of this arranger, in front of every nonce */
    atomic_uint next; /* behind nonces, names and made-up ids */

    /* Written by the probe, only read afterwards. Arrays are by number of the action in the catalogue. */
    int probed;
    rms_offer *offers;
    unsigned *layouts;                    /* bit masks by rms_layout */
    rms_layout layout[RMS_PRODUCT_COUNT]; /* in which this arranger asks */
    uint64_t door_arranges;               /* bit mask by rms_need */
    uint32_t door_observes;               /* by rms_sight_kind */
    rms_probe_row *rows;
    size_t n_rows;

    atomic_int activities_too_quick; /* one that should have been caught in progress had ended */

    atomic_uint *hung; /* time-outs in a row, by number of the action */
    atomic_uint *busy; /* likewise questions that were answered busy to the last */

    pthread_mutex_t lock; /* for all below and what hangs on it */
    pthread_cond_t let_go;
    unsigned rounds; /* of cleaning */
    struct rms_undo *standing;
    struct rms_leftovers *leftovers;
};

/** Number of an action in the catalogue. */
size_t rms_arranger_index(const rms_action_row *action);
/** Like rms_arranger_offers, by name. */
int rms_arranger_offers_name(const rms_arranger *arranger, const char *action);

/** A number that this arranger has not given out yet. */
unsigned rms_arranger_next(rms_arranger *arranger);
/** A name for an object: "<prefix>-<kind>-<number>". NULL without memory. */
char *rms_arranger_name(rms_arranger *arranger, rms_arena *arena, const char *kind);
/** An id that nothing has: "<shape>-<letters of the prefix><number>", "lb-rmspec1a2b00042". NULL without memory. */
char *rms_arranger_made_up(rms_arranger *arranger, rms_arena *arena, const char *shape);

/** Take out of a world what nobody here can look at: it is not compared. */
void rms_arranger_drop_unseen(const rms_arranger *arranger, rms_world *world);

/** @p n copies of nothing, for lists whose length is known. */
#define RMS_ARENA_ARRAY(arena, n, type) ((type *)rms_arena_alloc((arena), (n) ? (n) : 1, sizeof(type)))

#endif
